import type { Head } from '@textgate/core'
import { expect, test } from 'vitest'
import { metricsOf } from './metrics-of.ts'
import { rowLosses } from './row-losses.ts'
import { randomAnswers } from './testing/random-answers.ts'
import { randomLabelSets } from './testing/random-label-sets.ts'

const LABELS = ['a', 'b', 'c', 'd']
const SIZES = { rows: 50, classes: LABELS.length }
const oneEach = (): ReturnType<typeof randomLabelSets> => {
  const { probabilities, truth } = randomAnswers('losses', SIZES)
  return { probabilities, truth: { labels: truth, size: truth.length }, sets: [...truth].map((one) => [one]) }
}

test.each<Head>(['single', 'ordinal', 'multi'])('for head %s their mean is the loss', (head) => {
  const { probabilities, truth } = head === 'multi' ? randomLabelSets('losses', SIZES) : oneEach()
  const losses = rowLosses(probabilities, truth, SIZES.classes, head)
  expect(losses).toHaveLength(SIZES.rows)
  const mean = losses.reduce((sum, loss) => sum + loss, 0) / SIZES.rows
  expect(mean).toBeCloseTo(metricsOf(probabilities, truth, LABELS, { head }).loss, 10)
})

test('for head multi a row loses by each label, whether it has it or not', () => {
  const { probabilities, truth, sets } = randomLabelSets('by label', SIZES)
  rowLosses(probabilities, truth, SIZES.classes, 'multi').forEach((loss, row) => {
    const expected = LABELS.map((_, label) => {
      const yes = probabilities[row * SIZES.classes + label] as number
      return -Math.log(sets[row]!.includes(label) ? yes : 1 - yes)
    })
    expect(loss).toBeCloseTo(
      expected.reduce((sum, one) => sum + one),
      6,
    )
  })
})
