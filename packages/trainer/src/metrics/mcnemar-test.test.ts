import fc from 'fast-check'
import { expect, test } from 'vitest'
import { pythonWith, runPython } from '../../test/python-peer.mjs'
import { mcnemarTest } from './mcnemar-test.ts'

/** Right and wrong rows of two classifiers with the given counts of rows that one alone answers rightly. */
function rowsWith(firstOnly: number, secondOnly: number, alike = 0): [Uint8Array, Uint8Array] {
  const rows = firstOnly + secondOnly + alike
  return [
    Uint8Array.from({ length: rows }, (_, row) => (row < firstOnly ? 1 : 0)),
    Uint8Array.from({ length: rows }, (_, row) => (row >= firstOnly && row < firstOnly + secondOnly ? 1 : 0)),
  ]
}

/** Twice the sum of whole binomial coefficients over 2^throws. */
function plainSum(firstOnly: number, secondOnly: number): number {
  const throws = firstOnly + secondOnly
  let coefficient = 1n
  let sum = 0n
  for (let heads = 0; heads <= Math.min(firstOnly, secondOnly); heads++) {
    sum += coefficient
    coefficient = (coefficient * BigInt(throws - heads)) / BigInt(heads + 1)
  }
  const digits = 10n ** 15n
  return Math.min(1, Number((2n * sum * digits) / 2n ** BigInt(throws)) / Number(digits))
}

const counts = fc.tuple(fc.nat(60), fc.nat(60), fc.nat(20))

test('the probability is the plain sum of binomial coefficients', () => {
  fc.assert(
    fc.property(counts, ([firstOnly, secondOnly, alike]) => {
      const result = mcnemarTest(...rowsWith(firstOnly, secondOnly, alike))
      expect(result).toMatchObject({ firstOnly, secondOnly })
      expect(result.pValue).toBeCloseTo(plainSum(firstOnly, secondOnly), 12)
    }),
  )
})

test('which is first does not change the probability, and rows that both answer alike do not either', () => {
  fc.assert(
    fc.property(counts, ([firstOnly, secondOnly, alike]) => {
      const [first, second] = rowsWith(firstOnly, secondOnly, alike)
      const { pValue } = mcnemarTest(first, second)
      expect(mcnemarTest(second, first)).toEqual({ firstOnly: secondOnly, secondOnly: firstOnly, pValue })
      expect(mcnemarTest(...rowsWith(firstOnly, secondOnly)).pValue).toBe(pValue)
    }),
  )
})

test('classifiers that no row tells apart are equal for certain', () => {
  expect(mcnemarTest([1, 0, 1], [1, 0, 1])).toEqual({ firstOnly: 0, secondOnly: 0, pValue: 1 })
})

test('thousands of rows neither vanish nor exceed 1', () => {
  const { pValue } = mcnemarTest(...rowsWith(1900, 2100))
  expect(pValue).toBeCloseTo(plainSum(1900, 2100), 10)
  expect(mcnemarTest(...rowsWith(2000, 2000)).pValue).toBe(1)
})

test('answers on different rows are refused', () => {
  expect(() => mcnemarTest([1], [1, 0])).toThrow(RangeError)
})

test.skipIf(!pythonWith('scipy'))('the probability is that of scipy.stats.binomtest', () => {
  const pairs = [
    [0, 1],
    [3, 9],
    [12, 12],
    [40, 75],
    [1900, 2100],
  ] as const
  const peer = runPython<number[]>(
    `
import json, sys
from scipy.stats import binomtest
print(json.dumps([float(binomtest(b, b + c, 0.5).pvalue) for b, c in json.load(sys.stdin)]))
`,
    pairs,
  )
  pairs.forEach(([firstOnly, secondOnly], i) => {
    expect(mcnemarTest(...rowsWith(firstOnly, secondOnly)).pValue).toBeCloseTo(peer[i]!, 10)
  })
})
