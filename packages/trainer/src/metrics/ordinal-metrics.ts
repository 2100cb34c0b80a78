import type { ClassificationMetrics } from '@textgate/core'
import { classificationMetrics } from './classification-metrics.ts'

/**
 * Figures of answered rows whose labels have an order: those of `classificationMetrics`, the mean absolute error in places
 * of the order, and quadratic weighted kappa.
 *
 * @param labels - from lowest to highest
 * @throws RangeError as `classificationMetrics`
 */
export function ordinalMetrics(
  probabilities: Float32Array,
  truth: Int32Array,
  labels: readonly string[],
): ClassificationMetrics {
  const metrics = classificationMetrics(probabilities, truth, labels)
  const { confusion, rows } = metrics
  let errors = 0
  confusion.forEach((counts, grade) => {
    counts.forEach((count, answer) => {
      errors += count * Math.abs(grade - answer)
    })
  })
  return { ...metrics, meanAbsoluteError: errors / rows, quadraticKappa: quadraticKappa(confusion) }
}

/**
 * Cohen's kappa with squared distances as weights: 1 − Σ w·observed / Σ w·expected, where expected is what truth and
 * answers would show if they were independent; 0 where both are all one label.
 */
function quadraticKappa(confusion: readonly (readonly number[])[]): number {
  const truths = confusion.map((counts) => counts.reduce((sum, count) => sum + count, 0))
  const answers = confusion.map((_, i) => confusion.reduce((sum, counts) => sum + (counts[i] as number), 0))
  const rows = truths.reduce((sum, count) => sum + count, 0)
  let observed = 0
  let expected = 0
  confusion.forEach((counts, grade) => {
    counts.forEach((count, answer) => {
      const weight = (grade - answer) ** 2
      observed += weight * count
      expected += (weight * (truths[grade] as number) * (answers[answer] as number)) / rows
    })
  })
  return expected === 0 ? 0 : 1 - observed / expected
}
