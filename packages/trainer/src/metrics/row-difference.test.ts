import fc from 'fast-check'
import { expect, test } from 'vitest'
import { packRowLabels } from '../row-labels.ts'
import { labelCounts } from './label-counts.ts'
import { rowDifference } from './row-difference.ts'
import { substitutions } from './substitutions.ts'

const CLASSES = 5
const labelSet = fc.uniqueArray(fc.nat(CLASSES - 1))
const rowsOfSets = fc.array(fc.tuple(labelSet, labelSet), { minLength: 1, maxLength: 30 })
const packed = (rows: readonly (readonly [number[], number[]])[]) =>
  [packRowLabels(rows.map(([given]) => given)), packRowLabels(rows.map(([, answered]) => answered))] as const

test('missed and right labels are those of the row, wrong and right ones those of the answer, and none is in two', () => {
  fc.assert(
    fc.property(rowsOfSets, (rows) => {
      const [truth, answers] = packed(rows)
      rows.forEach(([given, answered], row) => {
        const { missed, wrong, right } = rowDifference(truth, answers, row)
        expect([...missed, ...right].sort()).toEqual(given.toSorted())
        expect(new Set([...wrong, ...right])).toEqual(new Set(answered))
        expect(new Set([...missed, ...wrong, ...right]).size).toBe(
          missed.length + wrong.length + right.length,
        )
      })
    }),
  )
})

test('counts of a label are those of the rows that have it, were answered so, and both', () => {
  fc.assert(
    fc.property(rowsOfSets, (rows) => {
      labelCounts(...packed(rows), CLASSES).forEach((counts, label) => {
        const given = rows.filter(([own]) => own.includes(label))
        expect(counts).toEqual({
          support: given.length,
          answered: rows.filter(([, answered]) => answered.includes(label)).length,
          right: given.filter(([, answered]) => answered.includes(label)).length,
        })
      })
    }),
  )
})

test('a substitution is a row that misses one label and wrongly has the other', () => {
  fc.assert(
    fc.property(rowsOfSets, (rows) => {
      const counts = substitutions(...packed(rows), CLASSES)
      counts.forEach((ofLabel, missed) => {
        ofLabel.forEach((count, wrong) => {
          const own = rows.filter(
            ([given, answered]) =>
              given.includes(missed) &&
              !answered.includes(missed) &&
              answered.includes(wrong) &&
              !given.includes(wrong),
          )
          expect(count).toBe(own.length)
        })
      })
    }),
  )
})

test('of one label a row, substitutions are the confusion matrix without its diagonal', () => {
  const truth = { labels: Int32Array.of(0, 1, 1, 2, 2), size: 5 }
  const answers = { labels: Int32Array.of(0, 2, 2, 2, 0), size: 5 }
  expect(substitutions(truth, answers, 3)).toEqual([
    [0, 0, 0],
    [0, 0, 2],
    [1, 0, 0],
  ])
})
