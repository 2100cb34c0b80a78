import { defineConfig } from 'vite'

export default defineConfig({
  base: './',
  build: { assetsInlineLimit: 0, modulePreload: false, target: 'es2022' },
  worker: { format: 'es' },
  // The page's components lie in another package.
  resolve: { dedupe: ['preact'] },
})
