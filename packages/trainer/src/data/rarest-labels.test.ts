import { randomGenerator } from '@textgate/core'
import { expect, test } from 'vitest'
import { packRowLabels } from '../row-labels.ts'
import { devMembership } from './dev-membership.ts'
import { rarestLabels } from './rarest-labels.ts'

test('a row stands for its rarest label, of equally rare ones the first, and a row without one for none', () => {
  expect([...rarestLabels(packRowLabels([[0, 1], [0, 2], [0], [], [2, 1]]), 3)]).toEqual([1, 2, 0, 3, 1])
})

test('rows of one label each stand for it', () => {
  expect([...rarestLabels({ labels: Int32Array.of(2, 0, 2), size: 3 }, 3)]).toEqual([2, 0, 2])
})

test('the dev part cut by rarest labels has the share of every label, rare ones too', () => {
  const random = randomGenerator('rows')
  const chances = [0.5, 0.2, 0.05, 0.02]
  const rows = Array.from({ length: 4000 }, () =>
    chances.flatMap((chance, label) => (random.next() < chance ? [label] : [])),
  )
  const membership = devMembership(rarestLabels(packRowLabels(rows), chances.length), 0.1, randomGenerator(1))
  chances.forEach((_, label) => {
    const all = rows.filter((labels) => labels.includes(label)).length
    const dev = rows.filter((labels, row) => labels.includes(label) && membership[row] === 1).length
    expect(Math.abs(dev - all / 10)).toBeLessThan(3 * Math.sqrt(all * 0.09))
  })
  const rare = rows.filter((labels) => labels.includes(3)).length
  const rareInDev = rows.filter((labels, row) => labels.includes(3) && membership[row] === 1).length
  expect(Math.abs(rareInDev - rare / 10)).toBeLessThanOrEqual(1)
})
