import { mostProbable } from './most-probable.ts'

/** What was found when unsure answers are to be withheld. */
export interface UnknownChoice {
  /** A text whose most probable label has less is unknown; null where no threshold gives the wanted precision. */
  readonly below: number | null
  readonly wantedPrecision: number
  /** Share of the rows that are answered; where `below` is null, at the threshold that gives the best precision. */
  readonly coverage: number
  /** Share of right answers among those. */
  readonly precision: number
}

/**
 * The smallest threshold on the probability of the most probable label at which the share of right answers among the
 * answered rows reaches the wanted one, so that as many rows as possible are answered.
 *
 * A threshold lies in the middle between the lowest probability that is answered and the next lower one; 0 where all rows
 * together are right often enough.
 *
 * @param probabilities - float32, row-major, shape [rows, classes], of rows that the model has not learnt from
 * @param truth - label index of each row, int32, shape [rows], at least one
 * @param wantedPrecision - in (0, 1)
 */
export function chooseUnknown(
  probabilities: Float32Array,
  truth: Int32Array,
  classes: number,
  wantedPrecision: number,
): UnknownChoice {
  const answers = Array.from(truth, (label, row) => {
    const best = mostProbable(probabilities, row * classes, classes)
    return { probability: probabilities[row * classes + best] as number, right: Number(best === label) }
  }).sort((a, b) => b.probability - a.probability)
  let right = 0
  let chosen: UnknownChoice | undefined
  let mostPrecise: UnknownChoice = { below: null, wantedPrecision, coverage: 0, precision: 0 }
  answers.forEach((answer, i) => {
    right += answer.right
    const next = answers[i + 1]?.probability
    if (next === answer.probability) return
    const figures = { wantedPrecision, coverage: (i + 1) / answers.length, precision: right / (i + 1) }
    if (figures.precision >= wantedPrecision) {
      chosen = { below: next === undefined ? 0 : (answer.probability + next) / 2, ...figures }
    }
    if (figures.precision >= mostPrecise.precision) mostPrecise = { below: null, ...figures }
  })
  return chosen ?? mostPrecise
}
