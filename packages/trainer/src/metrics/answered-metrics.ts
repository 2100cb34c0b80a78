import type { AnsweredMetrics } from '@textgate/core'
import { mostProbable } from './most-probable.ts'

/**
 * What is answered, and how often rightly, where texts whose most probable label has less than `from` are unknown.
 *
 * @param probabilities - float32, row-major, shape [rows, classes]
 * @param truth - label index of each row, int32, shape [rows], at least one
 */
export function answeredMetrics(
  probabilities: Float32Array,
  truth: Int32Array,
  classes: number,
  from: number,
): AnsweredMetrics {
  let answered = 0
  let right = 0
  truth.forEach((label, row) => {
    const best = mostProbable(probabilities, row * classes, classes)
    if (!((probabilities[row * classes + best] as number) >= from)) return
    answered++
    right += Number(best === label)
  })
  return { from, coverage: answered / truth.length, precision: answered === 0 ? 0 : right / answered }
}
