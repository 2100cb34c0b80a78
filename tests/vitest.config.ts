import { defineConfig } from 'vitest/config'

// One file at a time: each trains, installs or serves, and they would only slow each other down.
export default defineConfig({
  test: {
    include: ['src/**/*.test.ts'],
    testTimeout: 600_000,
    hookTimeout: 600_000,
    fileParallelism: false,
  },
})
