import { beforeAll, expect, test } from 'vitest'
import { buildReport } from './build-report.ts'
import type { Evaluation } from './evaluation.ts'
import type { Report } from './report.ts'
import { madeUpEvaluation } from './testing/made-up-evaluation.ts'

const LABELS = ['a', 'b', 'c']
const ROWS = Array.from({ length: 240 }, (_, row) => ({
  text: `row ${row} ${'word '.repeat(row % 9)}`,
  label: LABELS[(row * 7) % 3] as string,
}))
let evaluation: Evaluation
let report: Report
beforeAll(async () => {
  evaluation = await madeUpEvaluation({ rows: ROWS, labels: LABELS })
  ;({ report } = await buildReport(evaluation, []))
})

/** What is known of a row, without the code under test. */
function known(row: number) {
  const own = [...evaluation.probabilities.subarray(row * 3, row * 3 + 3)]
  const truth = LABELS.indexOf(ROWS[row]!.label)
  return { own, truth, answer: own.indexOf(Math.max(...own)) }
}
const wrong = () => ROWS.flatMap((_, row) => (known(row).answer === known(row).truth ? [] : [row]))

test('the errors are the wrong rows whose true label has the lowest probability', () => {
  const expected = wrong().sort((a, b) => known(a).own[known(a).truth]! - known(b).own[known(b).truth]!)
  expect(report.errors.all).toBe(expected.length)
  expect(report.errors.shown.map(({ row }) => row)).toEqual(expected.slice(0, 25).map((row) => row + 1))
  expect(report.errors.kinds).toEqual({ missedOnly: 0, wrongOnly: 0, both: expected.length })
  for (const { row, text, missed, wrong, right } of [...report.errors.shown, ...report.explained.right]) {
    const { own, truth, answer } = known(row - 1)
    expect(text).toBe(ROWS[row - 1]!.text)
    const probable = (label: number) => ({ label, probability: own[label] })
    expect(missed).toEqual(truth === answer ? [] : [probable(truth)])
    expect(wrong).toEqual(truth === answer ? [] : [probable(answer)])
    expect(right).toEqual(truth === answer ? [probable(truth)] : [])
  }
})

test('a likely mistake denies the label of the row and asserts another', () => {
  expect(report.mistakes.all).toBeGreaterThan(0)
  for (const { row, denied, asserted } of report.mistakes.shown) {
    const { own, truth } = known(row - 1)
    expect(denied).toEqual([{ label: truth, probability: own[truth] }])
    expect(asserted).toHaveLength(1)
    expect(asserted[0]!.label).not.toBe(truth)
    expect(asserted[0]!.probability).toBe(own[asserted[0]!.label])
  }
})

test('each confusion has its rows, their share of the label, and examples that are such rows', () => {
  expect(report.confusions.all).toBeGreaterThan(1)
  expect(report.confusions.shown).toHaveLength(report.confusions.all)
  for (const { truth, answer, rows, share, examples } of report.confusions.shown) {
    const own = wrong().filter((row) => known(row).truth === truth && known(row).answer === answer)
    expect(rows).toBe(own.length)
    expect(share).toBeCloseTo(own.length / ROWS.filter(({ label }) => label === LABELS[truth]).length, 12)
    expect(examples.length).toBe(Math.min(2, own.length))
    for (const { row } of examples) expect(own).toContain(row - 1)
  }
})

test('the groups by length hold all rows, and their accuracy is that of their rows', () => {
  const { lengths } = report
  expect(lengths.reduce((sum, { rows }) => sum + rows, 0)).toBe(ROWS.length)
  const right = lengths.reduce((sum, { rows, score }) => sum + rows * score, 0)
  expect(right).toBeCloseTo(ROWS.length - wrong().length, 8)
  for (const { score, interval } of lengths) {
    expect(interval.low).toBeLessThanOrEqual(score)
    expect(interval.high).toBeGreaterThanOrEqual(score)
  }
})

test('the explained right answers are right, and the same each time', async () => {
  const rows = report.explained.right.map(({ row }) => row)
  expect(rows).toHaveLength(6)
  for (const row of rows) expect(wrong()).not.toContain(row - 1)
  const again = await buildReport(evaluation, [])
  expect(again.report.explained.right.map(({ row }) => row)).toEqual(rows)
})
