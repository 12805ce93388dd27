import { defaultClientConditions, defineConfig } from 'vite'

export default defineConfig({
  appType: 'mpa',
  resolve: { conditions: ['@earshot/source', ...defaultClientConditions] },
  build: {
    outDir: 'dist/client',
    emptyOutDir: true,
    sourcemap: true,
    // The server's content security policy allows neither inline scripts nor data: URLs.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: ['index.html', 'loopback/index.html', 'call/index.html', 'negotiation/index.html'] },
  },
})
