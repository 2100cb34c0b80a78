import { randomGenerator } from '@textgate/core'
import { answersOf, labelMistakes, largestConfusions, rowLosses } from '@textgate/trainer/metrics'
import type { Evaluation } from './evaluation.ts'

/** How much the page shows: as much as a person reads, and less than 2 MB. */
export const SHOWN = {
  errors: 25,
  mistakes: 25,
  confusions: 20,
  examplesOfConfusion: 2,
  explainedErrors: 10,
  explainedRight: 6,
} as const

/** Which rows the page shows, by row number from 0. */
export interface ChosenRows {
  /** Wrong rows, the one of the highest loss first, and the number of all. */
  readonly errors: { readonly rows: readonly number[]; readonly all: number }
  readonly mistakes: { readonly rows: ReturnType<typeof labelMistakes>; readonly all: number }
  readonly confusions: readonly (ReturnType<typeof largestConfusions>[number] & {
    readonly examples: readonly number[]
  })[]
  /** Right rows, drawn at random. */
  readonly right: readonly number[]
}

/** Chooses them by probabilities alone, before any text is read again. */
export function chosenRows(
  { probabilities, truth, metrics, predictor }: Evaluation,
  seed: number,
): ChosenRows {
  const classes = predictor.labels.length
  const answers = answersOf(probabilities, classes)
  const losses = rowLosses(probabilities, truth, classes)
  const all = Array.from(truth.keys())
  const errors = all
    .filter((row) => answers[row] !== truth[row])
    .sort((a, b) => losses[b]! - losses[a]! || a - b)
  const mistakes = labelMistakes(probabilities, truth, classes)
  const right = all.filter((row) => answers[row] === truth[row])
  randomGenerator(seed).fork('right answers').shuffle(right)
  return {
    errors: { rows: errors.slice(0, SHOWN.errors), all: errors.length },
    mistakes: { rows: mistakes.slice(0, SHOWN.mistakes), all: mistakes.length },
    confusions: largestConfusions(metrics.confusion)
      .slice(0, SHOWN.confusions)
      .map((pair) => ({
        ...pair,
        examples: errors
          .filter((row) => truth[row] === pair.truth && answers[row] === pair.answer)
          .slice(0, SHOWN.examplesOfConfusion),
      })),
    right: right.slice(0, SHOWN.explainedRight).sort((a, b) => a - b),
  }
}
