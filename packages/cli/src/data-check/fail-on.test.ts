import type { DataReport } from '@textgate/trainer/data-check'
import { expect, test } from 'vitest'
import { brokenConditions, parseFailOn } from './fail-on.ts'

test.each([
  ['leakage', [{ condition: 'leakage', check: 'leakage', limit: 0, isShare: false }]],
  ['imbalance', [{ condition: 'imbalance', check: 'imbalance', limit: 10, isShare: false }]],
  [
    'duplicates:1%, encoding > 10,near-duplicates>0.5%',
    [
      { condition: 'duplicates:1%', check: 'duplicates', limit: 0.01, isShare: true },
      { condition: 'encoding > 10', check: 'encoding', limit: 10, isShare: false },
      { condition: 'near-duplicates>0.5%', check: 'near-duplicates', limit: 0.005, isShare: true },
    ],
  ],
  ['', []],
])('%j is understood', (list, conditions) => {
  expect(parseFailOn(list)).toEqual(conditions)
})

test.each([
  ['leaks', 'there is no check "leaks"; the checks are bad-rows, empty, leakage, conflicts'],
  ['toString', 'there is no check "toString"'],
  ['leakage=3', 'there is no check "leakage=3"'],
  ['duplicates:many', 'its limit is no number or percentage'],
  ['duplicates:-1', 'its limit is no number or percentage'],
  ['duplicates:', 'its limit is no number or percentage'],
  ['imbalance:50%', 'imbalance takes no percentage'],
])('%j is wrong usage, with the way out', (list, reason) => {
  expect(() => parseFailOn(`conflicts,${list}`)).toThrow(expect.objectContaining({ code: 'USAGE' }))
  expect(() => parseFailOn(`conflicts,${list}`)).toThrow(reason)
})

const parts = (...rows: number[]) =>
  rows.map((count, i) => ({ part: 'abc'.charAt(i), rows: count, of: 200, share: count / 200, exact: 0 }))
const report = {
  duplicates: { parts: parts(1, 4, 2), examples: [] },
  leakage: { pairs: [] },
  labels: { parts: [{ part: 'a', labels: 2, unlabelled: 0, largest: 30, smallest: 2, imbalance: 15 }] },
} as unknown as DataReport

test.each([
  ['duplicates', 1],
  ['duplicates:3', 1],
  ['duplicates:4', 0],
  ['duplicates:1.9%', 1],
  ['duplicates:2%', 0],
  ['leakage', 0],
  ['imbalance', 1],
  ['imbalance:15', 0],
])('%s is met by %i parts at their worst', (condition, count) => {
  expect(brokenConditions(parseFailOn(condition), report)).toHaveLength(count)
})

test('a broken condition names the part that breaks it most', () => {
  expect(brokenConditions(parseFailOn('duplicates,imbalance:12'), report)).toEqual([
    {
      condition: 'duplicates',
      check: 'duplicates',
      part: 'b',
      value: 4,
      of: 200,
      reason: '4 of 200 in b, 2.0 %',
    },
    { condition: 'imbalance:12', check: 'imbalance', part: 'a', value: 15, reason: '15.00 in a' },
  ])
})
