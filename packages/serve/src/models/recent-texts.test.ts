import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { recentTexts, recentTextsOf } from './recent-texts.ts'

const text = fc.record({ model: fc.constantFrom('a', 'b'), text: fc.string(), at: fc.nat() })

describe('recent texts', () => {
  test('are the last so many of each model, in their order, however they come', () => {
    fc.assert(
      fc.property(fc.array(fc.array(text)), fc.integer({ min: 1, max: 10 }), (groups, limit) => {
        const recent = recentTexts(limit)
        for (const group of groups) recent.add(group)
        for (const model of ['a', 'b']) {
          const ofModel = groups.flat().filter((each) => each.model === model)
          expect(recent.of(model)).toEqual(ofModel.slice(-limit).map((each) => each.text))
        }
      }),
    )
  })

  test('are bounded by their length, and one that is longer than all may be is not kept', () => {
    const recent = recentTexts(1000)
    const long = 'x'.repeat(1_500_000)
    recent.add(['1', '2', '3'].map((digit) => ({ model: 'a', text: digit + long, at: 0 })))
    expect(recent.of('a').map((each) => each[0])).toEqual(['2', '3'])
    recent.add([{ model: 'a', text: 'x'.repeat(4_000_001), at: 0 }])
    expect(recent.of('a')).toHaveLength(2)
  })

  test('are forgotten when they are taken, in the order of their time', () => {
    const recent = recentTexts(10)
    recent.add([
      { model: 'a', text: 'later', at: 2 },
      { model: 'b', text: 'sooner', at: 1 },
    ])
    expect(recent.take().map((each) => each.text)).toEqual(['sooner', 'later'])
    expect([recent.take(), recent.of('a')]).toEqual([[], []])
  })

  test('are kept only where versions are compared on them', () => {
    expect(recentTextsOf({})).toBeUndefined()
    expect(recentTextsOf({ requireAgreement: 0.9, agreementTexts: 'texts.txt' })).toBeUndefined()
    expect(recentTextsOf({ requireAgreement: 0.9 })).toBeDefined()
  })
})
