import fc from 'fast-check'
import { expect, test } from 'vitest'
import { lengthGroups } from './length-groups.ts'

const lengths = fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 60 })

test('each row is in one group, groups follow each other, and no length is in two', () => {
  fc.assert(
    fc.property(lengths, fc.integer({ min: 1, max: 8 }), (values, most) => {
      const groups = lengthGroups(Int32Array.from(values), most)
      expect(groups.length).toBeGreaterThan(0)
      expect(groups.length).toBeLessThanOrEqual(most)
      expect(groups.flatMap(({ rows }) => [...rows]).sort((a, b) => a - b)).toEqual(
        values.map((_, row) => row),
      )
      groups.forEach(({ shortest, longest, rows }, i) => {
        const own = [...rows].map((row) => values[row]!)
        expect([Math.min(...own), Math.max(...own)]).toEqual([shortest, longest])
        if (i > 0) expect(shortest).toBeGreaterThan(groups[i - 1]!.longest)
      })
    }),
  )
})

test('rows of different lengths make groups that differ by one row at most', () => {
  fc.assert(
    fc.property(fc.integer({ min: 6, max: 100 }), fc.integer({ min: 1, max: 6 }), (rows, most) => {
      const sizes = lengthGroups(
        Int32Array.from({ length: rows }, (_, row) => (row * 37) % 101),
        most,
      ).map((group) => group.rows.length)
      expect(sizes).toHaveLength(most)
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1)
    }),
  )
})

test('no rows make no groups', () => {
  expect(lengthGroups(new Int32Array(0), 4)).toEqual([])
})
