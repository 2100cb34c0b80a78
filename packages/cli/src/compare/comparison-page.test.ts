import { describe, expect, test } from 'vitest'
import type { Comparison, EncoderResult } from './comparison.ts'
import { comparisonPage } from './comparison-page.ts'

const result = (name: string, over: Partial<EncoderResult> = {}): EncoderResult => ({
  name,
  accuracy: 0.875,
  accuracyInterval: { low: 0.8, high: 0.95 },
  macroF1: 0.5,
  microF1: 0.25,
  parameters: { total: 12_345, encoder: 678 },
  hiddenSize: 24,
  epochs: 3,
  bestEpoch: 2,
  byLength: [
    { shortest: 3, longest: 7, rows: 50, accuracy: 1 },
    { shortest: 8, longest: 8, rows: 50, accuracy: 0.75 },
  ],
  speed: { trainingSecondsPerEpoch: 1.234, predictedTextsPerSecond: 999.6 },
  ...over,
})

const comparison = (over: Partial<Comparison> = {}): Comparison => ({
  version: 1,
  budget: 'data',
  head: 'single',
  seed: 5,
  backend: 'wasm',
  vocabularySize: 100,
  labels: 2,
  trainingRows: 900,
  evaluatedOn: 'test',
  evaluatedRows: 100,
  encoders: [result('gru'), result('lstm')],
  missing: [],
  versions: {},
  ...over,
})

/** The cells of the lines of the table. */
function cellsOf(page: readonly string[]): string[][] {
  return page
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .split(/(?<!\\)\|/)
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
}

test('the table has a row an encoder and a column a length group, all lines of one width', () => {
  const page = comparisonPage(comparison())
  const [head, rule, first, second] = cellsOf(page)
  expect(head!.slice(-2)).toEqual(['3 to 7 tokens', '8 tokens'])
  expect(first).toEqual([
    ...[
      'gru',
      '87.5 % (80.0 to 95.0)',
      '50.0 %',
      '12,345',
      '678',
      '24',
      '3',
      '1.23',
      '1000',
      '100.0 %',
      '75.0 %',
    ],
  ])
  expect([rule!.length, first!.length, second!.length]).toEqual(Array(3).fill(head!.length))
  expect(new Set(page.filter((line) => line.startsWith('|')).map(({ length }) => length)).size).toBe(1)
})

test('for any number of labels, micro F1 takes the place of macro F1', () => {
  const [head, , first] = cellsOf(comparisonPage(comparison({ head: 'multi' })))
  expect([head![2], first![2]]).toEqual(['micro F1', '25.0 %'])
})

describe('with several seeds', () => {
  const ofSeed = (seed: number, accuracy: number, epochs: number) => ({
    ...{ seed, accuracy, epochs, bestEpoch: 1 },
    ...{ macroF1: 0.5, microF1: 0.5 },
  })
  const several = comparison({
    seeds: [5, 7, 9],
    encoders: [
      result('gru', { seeds: [ofSeed(5, 0.9, 4), ofSeed(7, 0.825, 2), ofSeed(9, 0.9, 3)], epochs: 3 }),
      result('linear', { seeds: [ofSeed(5, 0.875, 1), ofSeed(7, 0.875, 1), ofSeed(9, 0.875, 1)], epochs: 1 }),
    ],
    mcnemar: { first: 'gru', second: 'linear', seed: 5, firstOnly: 3, secondOnly: 1, pValue: 0.625 },
  })

  test('the mean and its interval stand beside the lowest and the highest seed', () => {
    const [head, , gru, linear] = cellsOf(comparisonPage(several))
    expect(head!.slice(1, 3)).toEqual(['mean accuracy (95 %)', 'lowest to highest'])
    expect(gru!.slice(1, 3)).toEqual(['87.5 % (80.0 to 95.0)', '82.5 to 90.0'])
    expect(linear!.slice(1, 3)).toEqual(['87.5 % (80.0 to 95.0)', '87.5 to 87.5'])
    const epochs = head!.indexOf('epochs')
    expect([gru![epochs], linear![epochs]]).toEqual(['2 to 4', '1'])
  })

  test('the notes say how mean and interval are computed, and of which seed McNemar speaks', () => {
    const page = comparisonPage(several).join('\n')
    expect(page).toContain('means over seeds 5, 7, 9')
    expect(page).toContain('bootstrap over the rows, each with the share of the seeds that answer it rightly')
    expect(page).toContain('After the training with seed 5 alone, gru alone is right on 3 rows')
  })
})

describe('with equal time', () => {
  const timed = comparison({
    ...{ budget: 'time', timeBudget: { seconds: 41.23, from: 'gru' }, seeds: [1, 2, 3] },
    encoders: [
      result('gru', { time: { plannedEpochs: 6, seconds: 41.23, ended: ['epochs'] } }),
      result('rnn', { time: { plannedEpochs: 20, seconds: 12, ended: ['patience', 'time', 'patience'] } }),
    ],
  })

  test('the table has the epochs that were planned, the seconds used and what ended the training', () => {
    const [head, , gru, rnn] = cellsOf(comparisonPage(timed))
    const planned = head!.indexOf('planned')
    expect(head!.slice(planned - 1, planned + 3)).toEqual(['epochs', 'planned', 'seconds', 'ended by'])
    expect(gru!.slice(planned, planned + 3)).toEqual(['6', '41.2', 'its epochs'])
    expect(rnn!.slice(planned, planned + 3)).toEqual(['20', '12.0', 'early stopping, the time'])
  })

  test('the notes say how long a training may take, and where that comes from', () => {
    const notes = (over: Partial<Comparison>): string => comparisonPage({ ...timed, ...over }).join('\n')
    expect(notes({})).toContain(
      '41.2 seconds for a training at most, as many as the whole training of gru took',
    )
    expect(notes({ timeBudget: { seconds: 90 } })).toContain('90.0 seconds for a training at most.')
  })
})

test('an encoder that failed has its code in the table and its reason below', () => {
  const failure = { code: 'TRAINING_DIVERGED', message: 'TRAINING_DIVERGED: the loss became NaN | step 7' }
  const page = comparisonPage(comparison({ encoders: [{ name: 'gru', failure }, result('lstm')] }))
  const [head, , first] = cellsOf(page)
  expect(first!.slice(0, 2)).toEqual(['gru', 'failed: TRAINING_DIVERGED'])
  expect(first).toHaveLength(head!.length)
  expect(page.join('\n')).toContain('the loss became NaN')
})

test('the page says on which part it was scored, what is missing, and what McNemar says of the first two', () => {
  const mcnemar = { first: 'gru', second: 'lstm', firstOnly: 12, secondOnly: 3, pValue: 0.03516 }
  const page = comparisonPage(comparison({ mcnemar, missing: ['rnn', 'cnn'] })).join('\n')
  expect(page).toContain('100 rows of the test part')
  expect(page).toContain('Not trained: rnn, cnn')
  expect(page).toMatch(/gru alone is right on 12 rows, lstm alone on 3: .* p = 0\.0352/)
  expect(comparisonPage(comparison({ evaluatedOn: 'dev' })).join('\n')).toContain('rows of the dev part')
})

test('a comparison that was stopped at once is a table without rows', () => {
  const page = comparisonPage(comparison({ encoders: [], missing: ['gru', 'lstm'] }))
  expect(cellsOf(page)).toHaveLength(2)
})
