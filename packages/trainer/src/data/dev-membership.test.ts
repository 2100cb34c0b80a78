import { randomGenerator } from '@textgate/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { collectLabels } from './collect-labels.ts'
import { devMembership } from './dev-membership.ts'
import { selectRows } from './select-rows.ts'

async function collect<T>(values: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = []
  for await (const value of values) list.push(value)
  return list
}

const labelsOf = fc
  .array(fc.nat(5), { minLength: 2, maxLength: 200 })
  .map((labels) => Int32Array.from(labels))
const fraction = fc.double({ min: 0.02, max: 0.9, noNaN: true })

function counts(labels: Int32Array, membership: Uint8Array, part: number): number[] {
  return [0, 1, 2, 3, 4, 5].map(
    (label) => labels.filter((other, row) => other === label && membership[row] === part).length,
  )
}

test('each label keeps a training row, and its share within one row', () => {
  fc.assert(
    fc.property(labelsOf, fraction, fc.nat(), (labels, share, seed) => {
      fc.pre(new Set(labels).size < labels.length) // some row can be spared
      const membership = devMembership(labels, share, randomGenerator(seed))
      const dev = counts(labels, membership, 1)
      const train = counts(labels, membership, 0)
      expect(dev.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(0)
      train.forEach((count, label) => {
        const all = count + (dev[label] as number)
        if (all === 0) return
        expect(count).toBeGreaterThan(0)
        expect(Math.abs((dev[label] as number) - all * share)).toBeLessThanOrEqual(1)
      })
    }),
  )
})

test('dev has the wanted number of rows where labels allow', () => {
  const labels = Int32Array.from({ length: 1000 }, (_, row) => Math.floor(row / 10)) // 100 labels of 10, sorted
  expect(devMembership(labels, 0.137, randomGenerator(1)).reduce((sum, bit) => sum + bit, 0)).toBe(137)
})

test('the same seed gives the same split, another seed another', () => {
  const labels = Int32Array.from({ length: 300 }, (_, row) => Number(row >= 150))
  const split = (seed: number) => devMembership(labels, 0.1, randomGenerator(seed)).join('')
  expect(split(1)).toBe(split(1))
  expect(split(1)).not.toBe(split(2))
})

test('rows are drawn from the whole of a file sorted by label, not from its start', () => {
  const labels = Int32Array.from({ length: 2000 }, (_, row) => Number(row >= 1000))
  const dev = [...devMembership(labels, 0.2, randomGenerator(3)).entries()]
    .filter(([, bit]) => bit === 1)
    .map(([row]) => row)
  for (let start = 0; start < 2000; start += 250)
    expect(dev.some((row) => row >= start && row < start + 250)).toBe(true)
})

test('labels of one row each cannot be split', () => {
  expect(() => devMembership(Int32Array.of(0, 1, 2), 0.5, randomGenerator(1))).toThrow('DATA_TOO_SMALL')
})

test('a stream splits into two parts that hold every row once', async () => {
  const membership = Uint8Array.of(0, 1, 0, 0, 1)
  const rows = ['a', 'b', 'c', 'd', 'e']
  expect(await collect(selectRows(rows, membership, 'train'))).toEqual(['a', 'c', 'd'])
  expect(await collect(selectRows(rows, membership, 'dev'))).toEqual(['b', 'e'])
})

test('labels come sorted, whatever the order of the rows', async () => {
  const rows = ['b', '物流', 'a', 'b', 'B', '10', '9'].map((label) => ({ label }))
  const sorted = ['10', '9', 'B', 'a', 'b', '物流']
  expect(await collectLabels(rows)).toEqual(sorted)
  expect(await collectLabels(rows.toReversed())).toEqual(sorted)
})

test('one label is too few', async () => {
  await expect(collectLabels([{ label: 'a' }, { label: 'a' }])).rejects.toThrow('the one label "a"')
  await expect(collectLabels([])).rejects.toThrow('no labels')
})
