import fc from 'fast-check'
import { expect, test } from 'vitest'
import { microBatches } from './micro-batches.ts'
import { MAX_PADDING } from './run-shape.ts'

const lengthsOf = fc.array(fc.nat(400), { maxLength: 300 })
const maxBatchOf = fc.integer({ min: 1, max: 64 })

test('every text is in exactly one batch, and no batch is empty or too large', () => {
  fc.assert(
    fc.property(lengthsOf, maxBatchOf, (lengths, maxBatch) => {
      const batches = microBatches(lengths, maxBatch)
      expect(batches.flat().sort((a, b) => a - b)).toEqual(lengths.map((_, i) => i))
      expect(batches.every((batch) => batch.length >= 1 && batch.length <= maxBatch)).toBe(true)
    }),
  )
})

test('padding stays below its share in every batch', () => {
  fc.assert(
    fc.property(lengthsOf, maxBatchOf, (lengths, maxBatch) => {
      for (const batch of microBatches(lengths, maxBatch)) {
        const taken = batch.map((i) => Math.max(1, lengths[i] as number))
        const cells = Math.max(...taken) * batch.length
        expect(cells - taken.reduce((a, b) => a + b, 0)).toBeLessThanOrEqual(MAX_PADDING * cells)
      }
    }),
  )
})

test('no batch has more tokens than allowed, padding included, but a text of more alone', () => {
  const tokensOf = fc.integer({ min: 1, max: 2000 })
  fc.assert(
    fc.property(lengthsOf, maxBatchOf, tokensOf, (lengths, maxBatch, maxTokens) => {
      for (const batch of microBatches(lengths, maxBatch, maxTokens)) {
        const cells = Math.max(...batch.map((i) => lengths[i] as number)) * batch.length
        expect(cells <= maxTokens || batch.length === 1).toBe(true)
      }
    }),
  )
  expect(microBatches(Array(32).fill(32_768))).toHaveLength(32)
})

test('texts that may be one batch are one', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 32 }), (lengths) => {
      const cells = Math.max(...lengths) * lengths.length
      const padding = cells - lengths.reduce((a, b) => a + b, 0)
      fc.pre(padding <= MAX_PADDING * cells)
      expect(microBatches(lengths, 32)).toHaveLength(1)
    }),
  )
})

test('texts of one length fill their batches', () => {
  expect(microBatches(Array(70).fill(9), 32).map((batch) => batch.length)).toEqual([32, 32, 6])
  expect(microBatches([0, 0, 0, 1], 32)).toHaveLength(1)
  expect(microBatches([])).toEqual([])
})
