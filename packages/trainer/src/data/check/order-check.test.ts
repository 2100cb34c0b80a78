import { randomGenerator } from '@textgate/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dataFiles } from '../../testing/data-files.ts'
import { expectedRuns } from './order-check.ts'

const { check } = dataFiles()

function permutations(labels: readonly number[]): number[][] {
  if (labels.length < 2) return [[...labels]]
  return labels.flatMap((first, i) =>
    permutations(labels.filter((_, k) => k !== i)).map((rest) => [first, ...rest]),
  )
}

test('the expected number of runs is the mean over all orders, and its spread theirs', () => {
  const kinds = fc.array(fc.nat(3), { minLength: 2, maxLength: 7 }).filter((list) => new Set(list).size > 1)
  fc.assert(
    fc.property(kinds, (labels) => {
      const runs = permutations(labels).map(
        (order) => order.filter((label, i) => label !== order[i - 1]).length,
      )
      const mean = runs.reduce((sum, one) => sum + one, 0) / runs.length
      const variance = runs.reduce((sum, one) => sum + (one - mean) ** 2, 0) / runs.length
      const counts = [...new Set(labels)].map((kind) => labels.filter((label) => label === kind).length)
      const expected = expectedRuns(counts)
      expect(expected.mean).toBeCloseTo(mean, 9)
      expect(expected.deviation).toBeCloseTo(Math.sqrt(variance), 6)
    }),
    { numRuns: 40 },
  )
})

const rows = Array.from({ length: 300 }, (_, i) => ({ text: `row ${i}`, label: `${Math.floor(i / 60)}` }))

test('a sorted file is sorted, in blocks it is clumped, and shuffled it is neither', async () => {
  const { order } = await check({
    sorted: rows,
    blocks: [...rows.slice(30), ...rows.slice(0, 30)].flatMap((row, i) => (i % 7 ? [row] : [row, rows[i]!])),
    mixed: randomGenerator(1).shuffle([...rows]),
  })
  expect(order.parts.map((part) => part.order)).toEqual(['sorted', 'clumped', 'mixed'])
  const [sorted, , mixed] = order.parts
  expect(sorted).toMatchObject({ equalNeighbours: 295 / 299, expected: 59 / 299 })
  expect(mixed?.clumping).toBeCloseTo(0, 1)
})

test('of 60 shuffled files, none is called clumped', async () => {
  for (let seed = 0; seed < 60; seed++) {
    const { order } = await check({ mixed: randomGenerator(seed).shuffle(rows.slice(0, 130)) })
    expect(order.parts[0]?.order).toBe('mixed')
  }
})

test('rows of one label are in no order', async () => {
  const { order } = await check({ one: rows.slice(0, 50) })
  expect(order.parts).toMatchObject([{ order: 'mixed', clumping: 0 }])
})
