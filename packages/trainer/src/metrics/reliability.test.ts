import fc from 'fast-check'
import { expect, test } from 'vitest'
import { reliability } from './reliability.ts'

const answeredRows = fc.array(
  fc.record({
    // Also exactly on the borders of bins, and at both ends.
    confidence: fc.oneof(
      fc.integer({ min: 0, max: 15 }).map((n) => Math.fround(n / 15)),
      fc.float({ min: 0, max: 1, noNaN: true }),
    ),
    right: fc.boolean(),
  }),
  { minLength: 1, maxLength: 60 },
)

test('bins and the expected error are those of their definition', () => {
  fc.assert(
    fc.property(answeredRows, fc.integer({ min: 1, max: 20 }), (rows, count) => {
      const result = reliability(
        Float32Array.from(rows, ({ confidence }) => confidence),
        Uint8Array.from(rows, ({ right }) => Number(right)),
        count,
      )
      let error = 0
      result.bins.forEach(({ low, high, rows: inBin, confidence, accuracy }, bin) => {
        const own = rows.filter((row) => (row.confidence > low || bin === 0) && row.confidence <= high)
        // A border that float32 rounds up or down may count on either side of it.
        const border = rows.filter(
          (row) => Math.abs(row.confidence * count - Math.round(row.confidence * count)) < 1e-5,
        )
        expect(Math.abs(inBin - own.length)).toBeLessThanOrEqual(border.length)
        error += (inBin / rows.length) * Math.abs(accuracy - confidence)
        if (border.length > 0 || own.length === 0) return
        expect(inBin).toBe(own.length)
        expect(confidence).toBeCloseTo(own.reduce((sum, row) => sum + row.confidence, 0) / own.length, 10)
        expect(accuracy).toBeCloseTo(own.filter(({ right }) => right).length / own.length, 10)
      })
      expect(result.bins.reduce((sum, bin) => sum + bin.rows, 0)).toBe(rows.length)
      expect(result.expectedCalibrationError).toBeCloseTo(error, 10)
    }),
  )
})

test('confidences that are right as often as they say have no error, sure and wrong ones have all', () => {
  const half = reliability(new Float32Array(10).fill(0.5), Uint8Array.of(1, 1, 1, 1, 1, 0, 0, 0, 0, 0))
  expect(half.expectedCalibrationError).toBe(0)
  expect(reliability(new Float32Array(4).fill(1), new Uint8Array(4)).expectedCalibrationError).toBe(1)
})

test('there are 15 bins unless told otherwise', () => {
  expect(reliability(Float32Array.of(0.2), Uint8Array.of(1)).bins).toHaveLength(15)
})
