import { expect, test } from 'vitest'
import { duration, metricsTable, percent, sharePercent } from './format.ts'

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
