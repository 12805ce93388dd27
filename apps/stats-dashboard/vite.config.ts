import { defaultClientConditions, defineConfig } from 'vite'

export default defineConfig({
  base: '/dashboard/',
  resolve: { conditions: ['@earshot/source', ...defaultClientConditions] },
  build: {
    sourcemap: true,
    // The server's content security policy allows neither inline scripts nor data: URLs.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
})
