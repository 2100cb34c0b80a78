import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { answerOf, answerRule } from './answer-rule.ts'
import { parseConfig } from './config.ts'

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

test('a text whose most probable label has less than asked for is unknown', () => {
  const rule = { head: 'single', unknownBelow: 0.6 } as const
  expect(answerOf(Float32Array.of(0.75, 0.25), rule)).toEqual([0])
  expect(answerOf(Float32Array.of(0.5, 0.5), rule)).toEqual([])
})

describe('the rule of a bundle', () => {
  const unknown = { below: 0.625, wantedPrecision: 0.9, coverage: 0.8, precision: 0.91 }
  const single = { config: parseConfig({}), answers: { unknown } }
  const multi = { config: parseConfig({ model: { head: 'multi' } }), answers: { thresholds: [0.5, 0.25] } }

  test('is what its manifest says, unless another probability is given, and 0 answers every text', () => {
    expect(answerRule(single)).toEqual({ head: 'single', unknownBelow: 0.625 })
    expect(answerRule(single, 0.9)).toEqual({ head: 'single', unknownBelow: 0.9 })
    expect(answerRule(single, 0)).toEqual({ head: 'single' })
    expect(answerRule({ config: parseConfig({}) })).toEqual({ head: 'single' })
    expect(answerRule(multi)).toEqual({ head: 'multi', thresholds: [0.5, 0.25] })
  })

  test.each([
    ['a probability above 1', single, 1.5, /between 0 and 1, not 1.5/],
    ['no number', single, Number.NaN, /between 0 and 1/],
    ['head multi', multi, 0.5, /no meaning for head multi/],
  ])('with %s is refused', (_, bundle, unknownBelow, reason) => {
    expect(() => answerRule(bundle, unknownBelow)).toThrow(reason)
    expect(() => answerRule(bundle, unknownBelow)).toThrow('CONFIG_INVALID')
  })
})
