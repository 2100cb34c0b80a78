import { expect, test } from 'vitest'
import { confidenceNotes } from './confidence-notes.ts'

const figures = { loss: { before: 0.7, after: 0.6 }, calibrationError: { before: 0.1, after: 0.02 } }
const unknown = { wantedPrecision: 0.95, coverage: 0.8, precision: 0.96 }

test('training tells the temperature and what it did, or why there is none', () => {
  expect(confidenceNotes({ calibration: { temperature: 1.5, ...figures } })).toEqual([
    'temperature 1.500: expected calibration error on dev 10.0 % before, 2.0 % after',
  ])
  const reason = 'the dev part has 20 rows; 100 are needed'
  expect(confidenceNotes({ calibration: { temperature: 1, reason, ...figures } })[0]).toContain(reason)
})

test('training tells which texts will be unknown, or that the wanted precision cannot be had', () => {
  expect(confidenceNotes({ unknown: { below: 0.625, ...unknown } })).toEqual([
    'unknown below a probability of 0.6250: 80.0 % of the dev rows are answered, 96.0 % of those rightly',
  ])
  const [note] = confidenceNotes({ unknown: { ...unknown, below: null, precision: 0.9 } })
  expect(note).toMatch(/no probability gives 95.0 % right answers on dev .*every text will be answered/)
})

test('nothing is told where nothing was done', () => {
  expect(confidenceNotes({})).toEqual([])
})
