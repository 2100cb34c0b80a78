import { defineConfig } from 'vitest/config'

// The timeout only ends what hangs: on a busy machine of two cores, comparisons with Python take a minute.
export default defineConfig({
  test: {
    include: ['src/**/*.test.ts'],
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 60_000 } },
  },
})
