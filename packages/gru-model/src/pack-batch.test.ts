import { padBatch } from '@textgate/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { packBatch } from './pack-batch.ts'
import { positionsOfPadded } from './packing.ts'

const rowsArbitrary = fc.array(fc.array(fc.integer({ min: 0, max: 19 }), { maxLength: 8 }), {
  minLength: 1,
  maxLength: 9,
})

test('every real token has one position, and nothing else has', () => {
  fc.assert(
    fc.property(rowsArbitrary, fc.nat({ max: 10 }), (rows, columns) => {
      const packed = packBatch(padBatch(rows, columns), 20)
      expect(packed.tokens).toBe(rows.flat().length)
      expect(packed.length).toBe(Math.max(...rows.map((row) => row.length)))
      const found: number[] = []
      rows.forEach((row, r) => {
        const place = packed.order.indexOf(r)
        expect(packed.lengths[place]).toBe(row.length)
        row.forEach((id, t) => {
          const position = packed.offsets[t]! + place
          expect(place).toBeLessThan(packed.rowsAtStep[t]!)
          expect(packed.ids[packed.index[position]!]).toBe(id)
          expect(positionsOfPadded(packed)[t * rows.length + r]).toBe(position)
          found.push(position)
        })
      })
      expect(found.sort((a, b) => a - b)).toEqual(Array.from({ length: packed.tokens }, (_, i) => i))
      expect(positionsOfPadded(packed).filter((position) => position >= 0)).toHaveLength(packed.tokens)
    }),
  )
})

test('rows stand longest first, equally long ones in their order', () => {
  const { order, lengths, rowsAtStep, offsets } = packBatch(padBatch([[3], [], [4, 5, 6], [7]]), 20)
  expect([...order]).toEqual([2, 0, 3, 1])
  expect([...lengths]).toEqual([3, 1, 1, 0])
  expect([...rowsAtStep]).toEqual([3, 1, 1])
  expect([...offsets]).toEqual([0, 3, 4, 5])
})

test('each id that occurs is listed once, ascending, with all its positions', () => {
  fc.assert(
    fc.property(rowsArbitrary, (rows) => {
      const { ids, index, starts, positions } = packBatch(padBatch(rows), 20)
      expect([...ids]).toEqual([...new Set(rows.flat())].sort((a, b) => a - b))
      ids.forEach((_, u) => {
        const expected = [...index.keys()].filter((position) => index[position] === u)
        expect([...positions.subarray(starts[u], starts[u + 1])]).toEqual(expected)
      })
    }),
  )
})

test('a batch that was refused leaves nothing behind for the next one', () => {
  expect(() => packBatch(padBatch([[3, 20]]), 20)).toThrow(RangeError)
  expect([...packBatch(padBatch([[3, 3]]), 20).ids]).toEqual([3])
})
