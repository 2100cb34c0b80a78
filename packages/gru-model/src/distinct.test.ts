import fc from 'fast-check'
import { expect, test } from 'vitest'
import { distinct } from './distinct.ts'

test('each number stands once in the values, ascending, and the index leads from the list to them', () => {
  const lists = fc
    .integer({ min: 1, max: 400 })
    .chain((below) =>
      fc.record({ below: fc.constant(below), list: fc.array(fc.nat({ max: below - 1 }), { maxLength: 60 }) }),
    )
  // One call after the other, with more and fewer numbers: what one leaves behind must not show in the next.
  fc.assert(
    fc.property(lists, ({ below, list }) => {
      const { values, index } = distinct(Int32Array.from(list), below)
      expect([...values]).toEqual([...new Set(list)].sort((a, b) => a - b))
      expect(Array.from(index, (place) => values[place])).toEqual(list)
    }),
    { numRuns: 300 },
  )
})
