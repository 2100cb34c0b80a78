import { randomGenerator } from '@textgate/core'
import { expect, test } from 'vitest'
import type { LinearProblem, SparseRow } from './linear-problem.ts'
import { remember, someRows } from './linear-problem-of.ts'

/** Row r has r features; counts how often each is asked for. */
function countedRows() {
  const asked: number[] = []
  const featuresOf = (row: number): SparseRow => {
    asked[row] = (asked[row] ?? 0) + 1
    return { rows: Int32Array.from({ length: row }, (_, i) => i), values: new Float32Array(row).fill(row) }
  }
  return { asked, featuresOf }
}

test('rows that are remembered are those that were found, and each is found once', () => {
  const { asked, featuresOf } = countedRows()
  const plain = countedRows().featuresOf
  const remembered = remember(featuresOf, Number.POSITIVE_INFINITY)
  const random = randomGenerator('rows')
  for (let i = 0; i < 200; i++) {
    const row = random.integer(20)
    expect(remembered(row)).toEqual(plain(row))
  }
  expect(asked).toEqual(new Array(20).fill(1))
})

test('where there is no room, they are found again, and are the same', () => {
  const { asked, featuresOf } = countedRows()
  const plain = countedRows().featuresOf
  // Room for the first of them and little more.
  const remembered = remember(featuresOf, 256 + 8 * 10 + 100)
  for (let time = 0; time < 3; time++) {
    for (const row of [10, 11, 12]) expect(remembered(row)).toEqual(plain(row))
  }
  expect([10, 11, 12].map((row) => asked[row])).toEqual([1, 3, 3])
})

test('some rows are those rows in that order, and all else is of the whole', () => {
  const whole: LinearProblem = {
    ...{ rows: 5, features: 7, outputs: 2 },
    featuresOf: countedRows().featuresOf,
    isTrue: (row, output) => row % 2 === output,
    costOf: (row) => 1 + row,
  }
  const some = someRows(whole, [4, 1])
  expect(some).toMatchObject({ rows: 2, features: 7, outputs: 2 })
  for (const [i, row] of [4, 1].entries()) {
    expect(some.featuresOf(i)).toEqual(whole.featuresOf(row))
    expect([some.isTrue(i, 0), some.isTrue(i, 1)]).toEqual([whole.isTrue(row, 0), whole.isTrue(row, 1)])
    expect(some.costOf(i)).toBe(whole.costOf(row))
  }
})
