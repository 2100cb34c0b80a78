import { describe, expect, test } from 'vitest'
import { duration, epochFigures, headline, metricsTable, percent, sharePercent } from './format.ts'

test.each([
  [0.4, '0 s'],
  [59.6, '1 min 00 s'],
  [185, '3 min 05 s'],
  [3720, '1 h 02 min'],
])('%d seconds read as %s', (seconds, text) => {
  expect(duration(seconds)).toBe(text)
})

test('fractions read as percentages', () => {
  expect(percent(0.8834)).toBe('88.3 %')
})

test('columns line up beside labels in Chinese', () => {
  const row = { precision: 1, recall: 0.5, f1: 2 / 3, support: 2 }
  const lines = metricsTable({
    rows: 4,
    accuracy: 0.75,
    macroF1: 0.7,
    microF1: 0.75,
    loss: 0.1,
    perClass: [
      { label: '退货', ...row },
      { label: 'refund', ...row },
    ],
    confusion: [
      [1, 1],
      [0, 2],
    ],
  })
  expect(lines[1]).toMatch(/^退货 {4}100|^退货 {2,}/)
  expect(lines[1]?.length).toBe((lines[2]?.length ?? 0) - 2)
})

test.each([
  [0, '0.0 %'],
  [0.0001, '<0.1 %'],
  [0.0005, '0.1 %'],
  [1, '100.0 %'],
])('a share of %d reads as %s', (share, text) => {
  expect(sharePercent(share)).toBe(text)
})

describe('each head has figures of its own', () => {
  const figures = {
    rows: 40,
    accuracy: 0.75,
    macroF1: 0.7,
    microF1: 0.8,
    loss: 0.5,
    perClass: [],
    confusion: [],
  }

  test('one label', () => {
    expect(headline(figures)).toBe('accuracy 75.0 %, macro F1 70.0 %, micro F1 80.0 % on 40 rows')
    expect(epochFigures(figures)).toBe('dev loss 0.5000, dev accuracy 75.0 %, dev macro F1 70.0 %')
  })

  test('any number of labels', () => {
    const multi = { ...figures, hammingLoss: 0.1 }
    expect(headline(multi)).toBe('micro F1 80.0 %, macro F1 70.0 %, exactly right 75.0 % on 40 rows')
    expect(epochFigures(multi)).toBe('dev loss 0.5000, dev micro F1 80.0 %, dev macro F1 70.0 %')
    expect(metricsTable(multi)).toHaveLength(1)
  })

  test('labels of an order', () => {
    const ordinal = { ...figures, meanAbsoluteError: 0.25, quadraticKappa: 0.5 }
    expect(headline(ordinal)).toContain('mean absolute error 0.250, quadratic kappa 0.500 on 40 rows')
    expect(epochFigures(ordinal)).toContain('dev accuracy 75.0 %')
  })

  test('unsure texts left unknown', () => {
    const answered = { from: 0.6, coverage: 0.9, precision: 0.8 }
    expect(headline({ ...figures, answered })).toMatch(
      /on 40 rows; 90.0 % of them answered, 80.0 % of those right$/,
    )
  })
})
