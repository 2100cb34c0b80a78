import { randomGenerator } from '@textgate/core'
import { beforeAll, expect, test } from 'vitest'
import { buildReport } from './build-report.ts'
import type { Evaluation } from './evaluation.ts'
import type { Report } from './report.ts'
import { madeUpEvaluation } from './testing/made-up-evaluation.ts'

const LABELS = ['a', 'b', 'c', 'd']
const THRESHOLDS = [0.5, 0.4, 0.6, 0.3]
const random = randomGenerator('label sets')
const ROWS = Array.from({ length: 260 }, (_, row) => ({
  text: `row ${row} ${'word '.repeat(row % 9)}`,
  labels: LABELS.filter(() => random.next() < 0.35),
}))
let evaluation: Evaluation
let report: Report
beforeAll(async () => {
  evaluation = await madeUpEvaluation({
    rows: ROWS,
    labels: LABELS,
    rule: { head: 'multi', thresholds: THRESHOLDS },
  })
  ;({ report } = await buildReport(evaluation, []))
})

/** What is known of a row, without the code under test. */
function known(row: number) {
  const own = [...evaluation.probabilities.subarray(row * 4, row * 4 + 4)]
  const decisions = LABELS.map((name, label) => ({
    label,
    holds: ROWS[row]!.labels.includes(name),
    answered: own[label]! >= THRESHOLDS[label]!,
  }))
  const labelsWhere = (holds: boolean, answered: boolean) =>
    decisions
      .filter((one) => one.holds === holds && one.answered === answered)
      .map(({ label }) => label)
      .sort()
  const loss = decisions.reduce(
    (sum, { label, holds }) => sum - Math.log(holds ? own[label]! : 1 - own[label]!),
    0,
  )
  const [missed, wrong, right] = [labelsWhere(true, false), labelsWhere(false, true), labelsWhere(true, true)]
  return { own, loss, missed, wrong, right, decisions, isWrong: missed.length + wrong.length > 0 }
}
const numbers = ROWS.map((_, row) => row)
const labelsIn = (some: readonly { label: number }[]) => some.map(({ label }) => label).sort()
const f1 = (rows: readonly number[]) => {
  const all = rows.map(known)
  const right = all.reduce((sum, one) => sum + one.right.length, 0)
  const wrong = all.reduce((sum, one) => sum + one.missed.length + one.wrong.length, 0)
  return (2 * right) / (2 * right + wrong)
}

test('the errors are the rows with a missed or a wrongly given label, the one of the highest loss first', () => {
  const wrong = numbers.filter((row) => known(row).isWrong)
  expect(report.errors.all).toBe(wrong.length)
  const expected = wrong.sort((a, b) => known(b).loss - known(a).loss).slice(0, 25)
  expect(report.errors.shown.map(({ row }) => row - 1)).toEqual(expected)
  for (const shown of [...report.errors.shown, ...report.explained.right]) {
    const { own, missed, wrong, right } = known(shown.row - 1)
    expect(shown.text).toBe(ROWS[shown.row - 1]!.text)
    expect([labelsIn(shown.missed), labelsIn(shown.wrong), labelsIn(shown.right)]).toEqual([
      missed,
      wrong,
      right,
    ])
    for (const { label, probability } of [...shown.missed, ...shown.wrong, ...shown.right]) {
      expect(probability).toBe(own[label])
    }
  }
})

test('errors are counted by what is wrong', () => {
  const count = (is: (missed: number, wrong: number) => boolean) =>
    numbers.filter((row) => is(known(row).missed.length, known(row).wrong.length)).length
  const kinds = {
    missedOnly: count((missed, wrong) => missed > 0 && wrong === 0),
    wrongOnly: count((missed, wrong) => missed === 0 && wrong > 0),
    both: count((missed, wrong) => missed > 0 && wrong > 0),
  }
  expect(Math.min(...Object.values(kinds))).toBeGreaterThan(0)
  expect(report.errors.kinds).toEqual(kinds)
})

test('a pair is a missed and a wrongly given label of the same row, with examples that are such rows', () => {
  expect(report.confusions.all).toBeGreaterThan(3)
  for (const { truth, answer, rows, share, examples } of report.confusions.shown) {
    const own = numbers.filter(
      (row) => known(row).missed.includes(truth) && known(row).wrong.includes(answer),
    )
    expect(rows).toBe(own.length)
    const support = ROWS.filter(({ labels }) => labels.includes(LABELS[truth]!)).length
    expect(share).toBeCloseTo(own.length / support, 12)
    expect(examples.length).toBe(Math.min(2, own.length))
    for (const { row } of examples) expect(own).toContain(row - 1)
  }
})

test('likely mistakes are of the row: denied labels it has, asserted ones it has not', () => {
  expect(report.mistakes.all).toBeGreaterThan(0)
  for (const { row, denied, asserted } of report.mistakes.shown) {
    const names = ROWS[row - 1]!.labels
    for (const { label } of denied) expect(names).toContain(LABELS[label])
    for (const { label } of asserted) expect(names).not.toContain(LABELS[label])
    expect(denied.length + asserted.length).toBeGreaterThan(0)
  }
})

test('right rows are exactly right and have a label; what is explained is the most probable label', () => {
  expect(report.explained.right).toHaveLength(6)
  for (const { row, explained } of [...report.explained.right, ...report.explained.errors]) {
    const { own } = known(row - 1)
    expect(explained).toEqual({ label: own.indexOf(Math.max(...own)), probability: Math.max(...own) })
  }
  for (const { row, right } of report.explained.right) {
    expect(known(row - 1).isWrong).toBe(false)
    expect(right.length).toBeGreaterThan(0)
  }
})

test('groups by length have the micro F1 of their rows, with an interval around it', async () => {
  const { lengths } = report
  expect(lengths.reduce((sum, { rows }) => sum + rows, 0)).toBe(ROWS.length)
  expect(lengths.length).toBeGreaterThan(2)
  for (const { shortest, longest, score, interval } of lengths) {
    // A row's tokens are "row", its number and its words.
    const own = numbers.filter((row) => 2 + (row % 9) >= shortest && 2 + (row % 9) <= longest)
    expect(score).toBeCloseTo(f1(own), 12)
    expect(interval.low).toBeLessThan(score)
    expect(interval.high).toBeGreaterThan(score)
  }
})

test('the curve and the reliability are of all decisions', () => {
  const decisions = ROWS.length * LABELS.length
  expect(report.reliability.bins.reduce((sum, { rows }) => sum + rows, 0)).toBe(decisions)
  const { precision, recall } = report.overallCurve!
  const holding = ROWS.reduce((sum, { labels }) => sum + labels.length, 0)
  expect(recall.at(-1)).toBe(1)
  expect(precision.at(-1)).toBeCloseTo(holding / decisions, 12)
})

test('counts, thresholds and average precision stand by label', () => {
  expect(report.thresholds).toEqual(THRESHOLDS)
  report.counts.forEach((counts, label) => {
    const decisions = numbers.map((row) => known(row).decisions[label]!)
    expect(counts).toEqual({
      support: decisions.filter(({ holds }) => holds).length,
      answered: decisions.filter(({ answered }) => answered).length,
      right: decisions.filter(({ holds, answered }) => holds && answered).length,
    })
    expect(report.averagePrecision[label]).toBeGreaterThan(counts.support / ROWS.length)
  })
})
