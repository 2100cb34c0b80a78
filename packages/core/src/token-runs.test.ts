import fc from 'fast-check'
import { expect, test } from 'vitest'
import { tokenRuns } from './token-runs.ts'

/** Tokens of one UTF-16 unit, of which neighbours may be the bytes of one character. */
const offsets = fc
  .array(fc.integer({ min: 1, max: 4 }), { maxLength: 40 })
  .map((bytes) =>
    Int32Array.from(bytes.flatMap((count, at) => Array.from({ length: count }, () => [at, at + 1]).flat())),
  )

test('runs follow each other without a gap, are no more than allowed, and cut no character', () => {
  fc.assert(
    fc.property(offsets, fc.integer({ min: 1, max: 20 }), (places, most) => {
      const runs = tokenRuns(places, most)
      expect(runs.length).toBeLessThanOrEqual(most)
      expect(runs.map(({ start }) => start)).toEqual([0, ...runs.map(({ end }) => end)].slice(0, runs.length))
      expect(runs.at(-1)?.end ?? 0).toBe(places.length / 2)
      for (const { start, end } of runs) {
        expect(start).toBeLessThan(end)
        if (end < places.length / 2) expect(places[2 * end]).toBeGreaterThanOrEqual(places[2 * end - 1]!)
      }
    }),
  )
})

test('few tokens are runs of one', () => {
  expect(tokenRuns(Int32Array.of(0, 2, 3, 5, 5, 6), 64)).toEqual([
    { start: 0, end: 1 },
    { start: 1, end: 2 },
    { start: 2, end: 3 },
  ])
})
