import { expect, test } from 'vitest'
import { epochsOf } from './epochs-of.ts'

test.each([
  [7, 100, 7],
  ['auto', 300, 10],
  ['auto', 10, 40],
  ['auto', 100_000, 4],
] as const)('%s with %d steps an epoch is %d epochs', (epochs, stepsPerEpoch, expected) => {
  expect(epochsOf(epochs, stepsPerEpoch)).toBe(expected)
})
