import { expect, test } from 'vitest'
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
