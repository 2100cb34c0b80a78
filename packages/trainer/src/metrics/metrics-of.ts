import type { AnswerRule, ClassificationMetrics } from '@textgate/core'
import type { RowLabels } from '../row-labels.ts'
import { answeredMetrics } from './answered-metrics.ts'
import { calibrationError } from './calibration-error.ts'
import { classificationMetrics } from './classification-metrics.ts'
import { multiLabelMetrics } from './multi-label-metrics.ts'
import { ordinalMetrics } from './ordinal-metrics.ts'

/**
 * Figures of answered rows, for any head.
 *
 * @param probabilities - float32, row-major, shape [rows, classes]
 * @param truth - the labels of each row
 * @param labels - the classes' names
 * @param rule - how the model answers, e.g. `answerRule(manifest)`
 * @throws RangeError when the shapes disagree, a truth is no class, or there are no rows
 */
export function metricsOf(
  probabilities: Float32Array,
  truth: RowLabels,
  labels: readonly string[],
  rule: AnswerRule,
): ClassificationMetrics {
  const classes = labels.length
  const metrics = metricsOfHead(probabilities, truth, labels, rule)
  const { head, unknownBelow } = rule
  return {
    ...metrics,
    calibrationError: calibrationError(probabilities, truth, classes, head),
    ...(unknownBelow === undefined
      ? {}
      : { answered: answeredMetrics(probabilities, truth.labels, classes, unknownBelow) }),
  }
}

function metricsOfHead(
  probabilities: Float32Array,
  truth: RowLabels,
  labels: readonly string[],
  { head, thresholds }: AnswerRule,
): ClassificationMetrics {
  switch (head) {
    case 'multi':
      return multiLabelMetrics(probabilities, truth, labels, thresholds)
    case 'ordinal':
      return ordinalMetrics(probabilities, truth.labels, labels)
    case 'single':
      return classificationMetrics(probabilities, truth.labels, labels)
  }
}
