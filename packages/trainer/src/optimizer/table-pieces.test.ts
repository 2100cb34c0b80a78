import fc from 'fast-check'
import { expect, test } from 'vitest'
import { tablePieces } from './table-pieces.ts'

const tables = fc
  .record({ rows: fc.integer({ min: 1, max: 60 }), width: fc.integer({ min: 1, max: 20 }) })
  .chain(({ rows, width }) =>
    fc.record({
      ...{ rows: fc.constant(rows), width: fc.constant(width) },
      ids: fc.uniqueArray(fc.nat({ max: rows - 1 })).map((ids) => Int32Array.from(ids).sort()),
    }),
  )

test('the pieces of rows are all in which they have values, once each and ascending, and no others', () => {
  fc.assert(
    fc.property(tables, ({ rows, width, ids }) => {
      const pieces = tablePieces([rows, width])
      const expected = new Set<number>()
      for (const id of ids) {
        for (let c = 0; c < width; c++) expected.add(Math.floor((id * width + c) / pieces.width))
      }
      expect([...pieces.piecesOf(ids)]).toEqual([...expected].sort((a, b) => a - b))
      expect(pieces.count * pieces.width).toBeGreaterThanOrEqual(rows * width)
      expect((pieces.count - 1) * pieces.width).toBeLessThan(rows * width)
    }),
  )
})

test('a gradient of rows lies at the same places of the table when it is spread over pieces, zeros elsewhere', () => {
  fc.assert(
    fc.property(tables, ({ rows, width, ids }) => {
      const pieces = tablePieces([rows, width])
      const values = Float32Array.from({ length: ids.length * width }, (_, i) => i + 1)
      const table = new Float32Array(pieces.count * pieces.width)
      ids.forEach((id, i) => {
        table.set(values.subarray(i * width, (i + 1) * width), id * width)
      })
      const which = pieces.piecesOf(ids)
      const spread = new Float32Array(which.length * pieces.width).fill(9)
      if (pieces.spread) pieces.spread(ids, values, spread)
      else spread.set(values)
      const back = new Float32Array(table.length)
      which.forEach((piece, i) => {
        back.set(spread.subarray(i * pieces.width, (i + 1) * pieces.width), piece * pieces.width)
      })
      expect(back).toEqual(table)
    }),
  )
})
