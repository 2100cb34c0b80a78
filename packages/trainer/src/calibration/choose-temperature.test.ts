import { randomGenerator } from '@textgate/core'
import { expect, test } from 'vitest'
import { packRowLabels, type RowLabels } from '../row-labels.ts'
import { chooseTemperature } from './choose-temperature.ts'

const TWO = { head: 'single', classes: 2 } as const

/** Answers that are sure to the same degree, and right in the given share of the rows. */
function equallySure(rows: number, logit: number, share: number): { logits: Float32Array; truth: RowLabels } {
  return {
    logits: Float32Array.from({ length: 2 * rows }, (_, i) => (i % 2 ? 0 : logit)),
    truth: { labels: Int32Array.from({ length: rows }, (_, row) => Number(row >= share * rows)), size: rows },
  }
}

test('answers that are too sure are cooled, unsure ones sharpened, to the share that is right', () => {
  const right = Math.log(3) // 75 %
  for (const logit of [0.5, 4]) {
    const { logits, truth } = equallySure(400, logit, 0.75)
    const { temperature, reason } = chooseTemperature(logits, truth, TWO)
    expect(logit / temperature).toBeCloseTo(right, 5)
    expect(reason).toBeUndefined()
  }
})

test('head multi has one temperature for all labels', () => {
  const random = randomGenerator('multi')
  const sets = Array.from({ length: 500 }, () => [0, 1].filter(() => random.next() < 0.25))
  const truth = packRowLabels(sets)
  const logits = new Float32Array(1000).fill(-4)
  const { temperature } = chooseTemperature(logits, truth, { head: 'multi', classes: 2 })
  expect(1 / (1 + Math.exp(4 / temperature))).toBeCloseTo(truth.labels.length / 1000, 5)
})

test.each([
  ['too few rows', equallySure(99, 4, 0.75), /the dev part has 99 rows; 100 are needed/],
  ['answers that are all right', equallySure(200, 4, 1), /no temperature from 0.05 to 20 is the best one/],
])('%s leave the logits as they are, with the reason', (_, { logits, truth }, reason) => {
  const choice = chooseTemperature(logits, truth, TWO)
  expect(choice.temperature).toBe(1)
  expect(choice.reason).toMatch(reason)
})
