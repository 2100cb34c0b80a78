import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseModelConfig } from './config.ts'
import { tokensRead, windowCount } from './long-text.ts'

const windowSizes = fc
  .record({
    windowLength: fc.integer({ min: 1, max: 40 }),
    share: fc.double({ min: 0, max: 0.99, noNaN: true }),
  })
  .map(({ windowLength, share }) => ({ windowLength, windowOverlap: Math.floor(share * windowLength) }))

test('windows are as many as it takes until one holds the end of the text', () => {
  fc.assert(
    fc.property(windowSizes, fc.integer({ min: 0, max: 300 }), (sizes, length) => {
      const { windowLength, windowOverlap } = sizes
      let windows = 1
      for (let end = windowLength; end < length; end += windowLength - windowOverlap) windows++
      expect(windowCount(length, sizes)).toBe(windows)
    }),
  )
})

test('what is computed for a text is the text itself where one window holds it, else whole windows', () => {
  const config = parseModelConfig({ longText: 'windows', windowLength: 10, windowOverlap: 4 })
  expect([0, 1, 10, 11, 16, 17].map((length) => tokensRead(config, length))).toEqual([0, 1, 10, 20, 20, 30])
  expect(tokensRead(parseModelConfig(), 1000)).toBe(1000)
  expect(tokensRead({ ...config, encoder: 'linear' }, 1000)).toBe(1000)
})
