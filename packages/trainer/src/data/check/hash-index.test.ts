import { randomGenerator } from '@textgate/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { HashIndex } from './hash-index.ts'
import { hashText } from './hash-text.ts'

test('hashes are numbered as a map would number them', () => {
  const half = fc.oneof(fc.integer({ min: -2, max: 2 }), fc.integer())
  fc.assert(
    fc.property(fc.array(fc.record({ high: half, low: half }), { maxLength: 3000 }), (hashes) => {
      const index = new HashIndex()
      const numbers = new Map<string, number>()
      for (const hash of hashes) {
        const key = `${hash.high} ${hash.low}`
        expect(index.find(hash)).toBe(numbers.get(key) ?? -1)
        if (!numbers.has(key)) numbers.set(key, numbers.size)
        expect(index.add(hash)).toBe(numbers.get(key))
      }
      expect(index.size).toBe(numbers.size)
    }),
    { numRuns: 30 },
  )
})

test('300,000 texts that differ in little have as many hashes, each half spread evenly', () => {
  const random = randomGenerator('texts')
  const texts = new Set<string>()
  for (let i = 0; texts.size < 300_000; i++)
    texts.add(`order ${i} ${'ab'.charAt(random.integer(2))}${'x'.repeat(i % 3)}`)
  const index = new HashIndex()
  const bins = { high: new Float64Array(256), low: new Float64Array(256) }
  for (const text of texts) {
    const hash = hashText(text)
    index.add(hash)
    for (const half of ['high', 'low'] as const) bins[half][hash[half] & 255]!++
  }
  expect(index.size).toBe(texts.size)
  // Chi-square of 255 degrees of freedom: mean 255, standard deviation 23.
  for (const counts of Object.values(bins)) {
    const expected = texts.size / 256
    expect(counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)).toBeLessThan(400)
  }
})
