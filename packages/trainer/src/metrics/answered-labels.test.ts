import { answerOf } from '@textgate/core'
import { expect, test } from 'vitest'
import { labelsOfRow } from '../row-labels.ts'
import { answeredLabels } from './answered-labels.ts'
import { answersOf } from './answers-of.ts'
import { randomAnswers } from './testing/random-answers.ts'
import { randomLabelSets } from './testing/random-label-sets.ts'

const SIZES = { rows: 60, classes: 4 }

test('of one label a row they are the most probable ones', () => {
  const { probabilities } = randomAnswers('single', SIZES)
  const { labels, size } = answeredLabels(probabilities, SIZES.classes, { head: 'single' })
  expect(size).toBe(SIZES.rows)
  expect(labels).toEqual(answersOf(probabilities, SIZES.classes))
})

test('of any number of labels they are those that reach their thresholds, row by row', () => {
  const { probabilities } = randomLabelSets('multi', SIZES)
  const rule = { head: 'multi', thresholds: [0.3, 0.5, 0.7, 0.2] } as const
  const answers = answeredLabels(probabilities, SIZES.classes, rule)
  const sizes = new Set<number>()
  for (let row = 0; row < SIZES.rows; row++) {
    const own = [...labelsOfRow(answers, row)]
    sizes.add(own.length)
    expect(own).toEqual(answerOf(probabilities.subarray(row * 4, row * 4 + 4), rule))
  }
  expect(sizes.size).toBeGreaterThan(2)
})
