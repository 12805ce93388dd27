import { readdirSync, rmSync } from 'node:fs'

// `tsc --build` keeps what deleted sources have left in dist. A package is packed from a clean one.
rmSync('dist', { recursive: true, force: true })
for (const file of readdirSync('.')) if (file.endsWith('.tsbuildinfo')) rmSync(file)
