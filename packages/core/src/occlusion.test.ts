import fc from 'fast-check'
import { expect, test } from 'vitest'
import { MAX_OCCLUDED_RUNS, occlusionRuns, withoutRun } from './occlusion.ts'

/** Offsets of tokens of one character each. */
function offsetsOf(tokens: number): Int32Array {
  return Int32Array.from({ length: 2 * tokens }, (_, i) => (i + 1) >> 1)
}

test.each([
  [0, 0],
  [7, 7],
  [200, 200],
  [4_000, 100],
  [32_768, 16],
])('a text of %i tokens is cut into %i runs', (tokens, runs) => {
  expect(occlusionRuns(offsetsOf(tokens))).toHaveLength(runs)
})

test('runs are as many as may be had, and 16 of a long text where fewer may', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2_000 }), fc.integer({ min: 1, max: 300 }), (tokens, most) => {
      const runs = occlusionRuns(offsetsOf(tokens), most)
      expect(runs.length).toBeLessThanOrEqual(Math.max(16, Math.min(MAX_OCCLUDED_RUNS, most)))
      expect(runs.at(-1)?.end).toBe(tokens)
    }),
  )
})

test('without a run a text is what stands before and after it', () => {
  fc.assert(
    fc.property(fc.array(fc.nat()), fc.array(fc.nat()), fc.array(fc.nat()), (before, run, after) => {
      const ids = Int32Array.from([...before, ...run, ...after])
      const left = withoutRun(ids, { start: before.length, end: before.length + run.length })
      expect([...left]).toEqual([...before, ...after])
    }),
  )
})
