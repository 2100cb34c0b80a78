import fc from 'fast-check'
import { expect, test } from 'vitest'
import { labelsOfRow } from '../row-labels.ts'
import { gatherLabels } from './gather-labels.ts'

const names = fc.constantFrom('b', 'a', '物流', '10', '9')

async function* streamed<T>(values: readonly T[]): AsyncGenerator<T> {
  yield* values
}

test('each row has its own labels, of a sorted list of those that occur', async () => {
  const rows = fc.array(fc.uniqueArray(names), { maxLength: 30 })
  await fc.assert(
    fc.asyncProperty(rows, async (sets) => {
      const examples = sets.map((labels) => ({ text: 'x', labels }))
      const { labels, rows } = await gatherLabels(streamed(examples))
      expect(labels).toEqual([...new Set(sets.flat())].sort())
      expect(rows.size).toBe(sets.length)
      sets.forEach((set, row) => {
        expect(Array.from(labelsOfRow(rows, row), (index) => labels[index])).toEqual(set)
      })
    }),
  )
})

test('rows of one label are gathered alike', async () => {
  const examples = ['b', 'a', 'b'].map((label) => ({ text: 'x', label }))
  const { labels, rows } = await gatherLabels(streamed(examples))
  expect(labels).toEqual(['a', 'b'])
  expect([...rows.labels]).toEqual([1, 0, 1])
})
