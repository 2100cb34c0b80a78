import { randomGenerator } from '@textgate/core'
import { expect, test } from 'vitest'
import { linearMargins } from './linear-margins.ts'
import { foldPrefixes, sharedPrefixes, withPrefixes } from './shared-prefixes.ts'

/** Texts of features that are worth 1 each. */
function problemOf(texts: number[][]) {
  return {
    ...{ rows: texts.length, features: 12 },
    featuresOf: (row: number) => ({
      rows: Int32Array.from(texts[row]!),
      values: new Float32Array(texts[row]!.length).fill(1),
    }),
  }
}

const TOKENS = [
  undefined,
  'refund',
  'refunds',
  'refunded',
  'ref',
  'card',
  'the',
  're',
  '退款申请',
  '退款申诉',
]
/** Each token once in a text of its own, `the` in all. */
const TEXTS = TOKENS.map((_, id) => (id === 6 ? [6] : [6, id]))

test('tokens have the beginnings of three to six letters that another token has, too', () => {
  const texts = [...TEXTS, [10, 11], [11]]
  const { count, starts, prefixes } = sharedPrefixes(TOKENS, problemOf(texts))
  const ofToken = (id: number) => Array.from(prefixes.subarray(starts[id], starts[id + 1]))
  // ref, refu, refun, refund; of the Chinese words 退款申, no letter more.
  expect(count).toBe(5)
  expect(ofToken(1)).toHaveLength(4)
  expect(ofToken(2)).toEqual(ofToken(1))
  expect(ofToken(3)).toEqual(ofToken(1))
  expect(ofToken(4)).toEqual(ofToken(1).slice(0, 1))
  expect(ofToken(8)).toEqual(ofToken(9))
  expect(ofToken(8)).toHaveLength(1)
  for (const id of [0, 5, 6, 7]) expect(ofToken(id)).toEqual([])
})

test('a token that no text has, or more than a tenth of the texts, has no beginnings', () => {
  const tokens = ['refund', 'refunds', 'refunded', 'refunding']
  const others = Array.from({ length: 30 }, () => [5])
  const shared = sharedPrefixes(tokens, problemOf([...others, [0], [1], [2], [2], [2], [2]]))
  expect(Array.from(shared.starts)).toEqual([0, 4, 8, 8, 8])
})

test('a text has each beginning once, with the sum of the shares of its tokens', () => {
  const shared = sharedPrefixes(TOKENS, problemOf([...TEXTS, [10], [11]]))
  const { features, featuresOf } = withPrefixes(problemOf([[1, 2, 4, 5, 11]]), shared)
  expect(features).toBe(12 + 5)
  const { rows, values } = featuresOf(0)
  const [own, added] = [Array.from(rows.subarray(0, 5)), Array.from(rows.subarray(5))]
  expect(own).toEqual([1, 2, 4, 5, 11])
  expect(new Set(added).size).toBe(4)
  // `ref` of three tokens: half of two that have four beginnings, and all of the one that has no other.
  const sorted = Array.from(values.subarray(5)).sort((a, b) => a - b)
  expect(sorted).toEqual([1, 1, 1, 2])
  // A second look finds the same.
  expect(featuresOf(0)).toEqual({ rows, values })
})

test('folded weights give the margins of the weights with beginnings, whatever they are', () => {
  const random = randomGenerator('fold')
  const texts = Array.from({ length: 40 }, () =>
    random.shuffle(Array.from({ length: 12 }, (_, f) => f)).slice(0, random.integer(8)),
  )
  const words = [
    'refund',
    'refunds',
    'refunded',
    'reform',
    'card',
    'cards',
    'cardinal',
    'abc',
    'a',
    undefined,
  ]
  const problem = problemOf(texts)
  const outputs = 3
  // All tokens are in more than a tenth of these texts: the beginnings are those of longer ones.
  const shared = sharedPrefixes(words, problemOf([...TEXTS, ...Array.from({ length: 90 }, () => [])]))
  expect(shared.count).toBeGreaterThan(4)
  const extended = withPrefixes(problem, shared)
  const uniform = () => random.next() - 0.5
  const weights = {
    kernel: Float64Array.from({ length: extended.features * outputs }, uniform),
    bias: Float64Array.from({ length: outputs }, uniform),
  }
  const folded = foldPrefixes(weights, shared)
  expect(folded.kernel).toHaveLength(problem.features * outputs)
  const [whole, short] = [linearMargins(extended, weights), linearMargins(problem, folded)]
  whole.forEach((margin, i) => {
    expect(short[i]).toBeCloseTo(margin, 5)
  })
  const without = linearMargins(problem, { ...weights, kernel: weights.kernel.slice(0, 12 * outputs) })
  expect(Array.from(without)).not.toEqual(Array.from(short))
})
