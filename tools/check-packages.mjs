import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { run } from './run.mjs'

/** @typedef {{ readonly folder: string; readonly name: string; readonly entries: readonly string[] }} PublicPackage */

// Packs what would be published, looks at the tarballs, installs them together where no workspace helps, and imports every entry point.

const folder = await mkdtemp(path.join(tmpdir(), 'earshot-packages-'))
try {
  process.exitCode = (await checkPackages()) ? 0 : 1
} finally {
  await rm(folder, { recursive: true, force: true })
}

/** @returns {Promise<boolean>} */
async function checkPackages() {
  const packages = await publicPackages()
  for (const { folder: cwd } of packages) {
    if (!(await run('pnpm', ['pack', '--pack-destination', folder], { cwd }))) return false
  }

  const tarballs = (await readdir(folder)).filter((file) => file.endsWith('.tgz')).map((file) => path.join(folder, file))
  let clean = tarballs.length === packages.length
  for (const tarball of tarballs) {
    clean = (await run('publint', ['--strict', tarball])) && clean
    clean = (await run('attw', ['--profile', 'esm-only', tarball])) && clean
  }
  return (await installs(packages, tarballs)) && clean
}

/** @returns {Promise<readonly PublicPackage[]>} */
async function publicPackages() {
  const folders = (await readdir('packages')).map((name) => path.join('packages', name))
  const manifests = await Promise.all(
    folders.map(async (cwd) => ({ cwd, manifest: JSON.parse(await readFile(path.join(cwd, 'package.json'), 'utf8')) })),
  )
  return manifests
    .filter(({ manifest }) => !manifest.private)
    .map(({ cwd, manifest }) => ({ folder: cwd, name: manifest.name, entries: entryPoints(manifest.exports) }))
}

/**
 * @param {Readonly<Record<string, unknown>>} exports
 * @returns {readonly string[]} what code imports: "." and "./server", not "./package.json"
 */
function entryPoints(exports) {
  return Object.keys(exports).filter((entry) => !path.extname(entry.slice(1)))
}

/**
 * @param {readonly PublicPackage[]} packages
 * @param {readonly string[]} tarballs
 * @returns {Promise<boolean>}
 */
async function installs(packages, tarballs) {
  await writeFile(path.join(folder, 'package.json'), '{ "private": true, "type": "module" }')
  const install = ['install', '--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error', ...tarballs]
  if (!(await run('npm', install, { cwd: folder }))) return false

  const modules = packages.flatMap(({ name, entries }) => entries.map((entry) => path.posix.join(name, entry)))
  const program = modules.map(
    (entry) => `console.log(${JSON.stringify(entry)}, Object.keys(await import(${JSON.stringify(entry)})))`,
  )
  await writeFile(path.join(folder, 'import-all.js'), program.join('\n'))
  return run('node', ['import-all.js'], { cwd: folder })
}
