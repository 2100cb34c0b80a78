import { type AnswerRule, randomGenerator } from '@textgate/core'
import {
  labelMistakes,
  largestConfusions,
  multiLabelMistakes,
  type RowDifference,
  type RowLabels,
  rowDifference,
  rowLosses,
  substitutions,
} from '@textgate/trainer/metrics'
import type { ErrorKinds } from './report.ts'

/** How much the page shows: as much as a person reads, and less than 2 MB. */
export const SHOWN = {
  errors: 25,
  mistakes: 25,
  confusions: 20,
  examplesOfConfusion: 2,
  explainedErrors: 10,
  explainedRight: 6,
} as const

/** The answers of every row beside the truth. */
export interface AnsweredRows {
  /** Float32, row-major, shape [rows, classes]. */
  readonly probabilities: Float32Array
  readonly truth: RowLabels
  /** As `answeredLabels` gives them. */
  readonly answers: RowLabels
  readonly classes: number
  readonly rule: AnswerRule
}

/** A row whose labels are likely wrong, as label indices. */
export interface ChosenMistake {
  readonly row: number
  /** Labels of the row that the model denies, and labels that it asserts in their place or beside them. */
  readonly denied: readonly number[]
  readonly asserted: readonly number[]
}

/** Which rows the page shows, by row number from 0. */
export interface ChosenRows {
  /** Wrong rows, the one of the highest loss first, the number of all, and of each kind. */
  readonly errors: { readonly rows: readonly number[]; readonly all: number; readonly kinds: ErrorKinds }
  readonly mistakes: { readonly rows: readonly ChosenMistake[]; readonly all: number }
  readonly confusions: {
    readonly pairs: readonly (ReturnType<typeof largestConfusions>[number] & {
      readonly examples: readonly number[]
    })[]
    readonly all: number
  }
  /** Right rows with a label, drawn at random. */
  readonly right: readonly number[]
}

/** Chooses them by probabilities alone, before any text is read again. */
export function chosenRows(answered: AnsweredRows, seed: number): ChosenRows {
  const { probabilities, truth, answers, classes, rule } = answered
  const losses = rowLosses(probabilities, truth, classes, rule.head)
  const differences = new Map<number, RowDifference>() // of the wrong rows
  const right: number[] = []
  for (let row = 0; row < truth.size; row++) {
    const difference = rowDifference(truth, answers, row)
    if (difference.missed.length + difference.wrong.length > 0) differences.set(row, difference)
    else if (difference.right.length > 0) right.push(row)
  }
  const errors = [...differences.keys()].sort((a, b) => losses[b]! - losses[a]! || a - b)
  const mistakes = likelyMistakes(answered)
  const confusions = largestConfusions(substitutions(truth, answers, classes))
  randomGenerator(seed).fork('right answers').shuffle(right)
  return {
    errors: { rows: errors.slice(0, SHOWN.errors), all: errors.length, kinds: kindsOf(differences.values()) },
    mistakes: { rows: mistakes.slice(0, SHOWN.mistakes), all: mistakes.length },
    confusions: {
      pairs: confusions.slice(0, SHOWN.confusions).map((pair) => ({
        ...pair,
        examples: errors
          .filter((row) => {
            const { missed, wrong } = differences.get(row) as RowDifference
            return missed.includes(pair.truth) && wrong.includes(pair.answer)
          })
          .slice(0, SHOWN.examplesOfConfusion),
      })),
      all: confusions.length,
    },
    right: right.slice(0, SHOWN.explainedRight).sort((a, b) => a - b),
  }
}

function likelyMistakes({ probabilities, truth, classes, rule }: AnsweredRows): ChosenMistake[] {
  if (rule.head === 'multi') return multiLabelMistakes(probabilities, truth, classes)
  return labelMistakes(probabilities, truth.labels, classes).map(({ row, suggestion }) => ({
    row,
    denied: [truth.labels[row] as number],
    asserted: [suggestion],
  }))
}

function kindsOf(differences: Iterable<RowDifference>): ErrorKinds {
  const kinds = { missedOnly: 0, wrongOnly: 0, both: 0 }
  for (const { missed, wrong } of differences) {
    if (missed.length > 0 && wrong.length > 0) kinds.both++
    else if (missed.length > 0) kinds.missedOnly++
    else kinds.wrongOnly++
  }
  return kinds
}
