import fc from 'fast-check'
import { expect, test } from 'vitest'
import { padBatch } from './pad-batch.ts'

test('each row is found again in its columns, the rest is padding', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(fc.integer({ min: 1, max: 99 })), { minLength: 1 }),
      fc.nat(12),
      (rows, minimum) => {
        const batch = padBatch(rows, minimum)
        expect(batch.length).toBe(Math.max(1, minimum, ...rows.map((row) => row.length)))
        rows.forEach((row, r) => {
          const padded = [...batch.ids.subarray(r * batch.length, (r + 1) * batch.length)]
          expect(padded).toEqual([...row, ...new Array(batch.length - row.length).fill(0)])
          expect(batch.lengths[r]).toBe(row.length)
        })
      },
    ),
  )
})

test('a batch without rows is refused', () => {
  expect(() => padBatch([])).toThrow(RangeError)
})
