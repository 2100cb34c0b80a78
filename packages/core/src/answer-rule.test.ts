import fc from 'fast-check'
import { expect, test } from 'vitest'
import { answerOf } from './answer-rule.ts'

const probabilities = fc
  .array(fc.float({ min: 0, max: 1, noNaN: true }), { minLength: 2, maxLength: 8 })
  .map((values) => Float32Array.from(values))

test('one label answers for the heads single and ordinal: none is more probable, and none before it as much', () => {
  fc.assert(
    fc.property(probabilities, fc.constantFrom('single', 'ordinal'), (row, head) => {
      const [answer, ...others] = answerOf(row, { head })
      expect(others).toEqual([])
      row.forEach((value, label) => {
        expect(value).toBeLessThanOrEqual(row[answer!]!)
        if (value === row[answer!]) expect(label).toBeGreaterThanOrEqual(answer!)
      })
    }),
  )
})

test('head multi answers exactly the labels that reach their thresholds, the most probable first', () => {
  const cut = fc.double({ min: 0, max: 1, noNaN: true })
  fc.assert(
    fc.property(probabilities, fc.array(cut, { minLength: 8, maxLength: 8 }), (row, thresholds) => {
      const answers = answerOf(row, { head: 'multi', thresholds })
      expect(new Set(answers)).toEqual(
        new Set([...row.keys()].filter((label) => row[label]! >= thresholds[label]!)),
      )
      const values = answers.map((label) => row[label]!)
      expect(values).toEqual(values.toSorted((a, b) => b - a))
    }),
  )
})

test('without thresholds head multi answers what is as probable as not', () => {
  expect(answerOf(Float32Array.of(0.5, 0.4, 0.9), { head: 'multi' })).toEqual([2, 0])
  expect(answerOf(Float32Array.of(0.1, 0.2), { head: 'multi' })).toEqual([])
})
