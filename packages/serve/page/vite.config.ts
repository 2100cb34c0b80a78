import { defineConfig } from 'vite'

/** The page at `/` of a server. Addresses are relative, so it works behind a proxy that adds a path, too. */
export default defineConfig({
  base: './',
  build: {
    outDir: '../dist/page',
    emptyOutDir: true,
    // The content security policy allows no inline scripts, styles or images.
    assetsInlineLimit: 0,
    modulePreload: false,
    target: 'es2022',
  },
})
