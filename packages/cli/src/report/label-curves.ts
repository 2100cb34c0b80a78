import {
  labelTable,
  type PrecisionRecallCurve,
  precisionRecallCurve,
  type RowLabels,
} from '@textgate/trainer/metrics'
import type { Report } from './report.ts'

/** Lines that a chart shows by itself; more cannot be told apart. */
const SHOWN_CURVES = 6

/**
 * Average precision of every label, and the curves of some: of the chosen labels, else of all where they are few, else
 * of half with the lowest and half with the highest average precision.
 */
export function labelCurves(
  probabilities: Float32Array,
  truth: RowLabels,
  classes: number,
  chosen: readonly number[],
): Pick<Report, 'averagePrecision' | 'curves'> {
  const table = labelTable(truth, classes)
  const occurring = new Set(truth.labels)
  const curveOf = (label: number): PrecisionRecallCurve =>
    precisionRecallCurve(
      Float32Array.from({ length: truth.size }, (_, row) => probabilities[row * classes + label] as number),
      Uint8Array.from({ length: truth.size }, (_, row) => table[row * classes + label] as number),
    )
  // Curves are computed again for the shown labels: those of all would be as large as the probabilities.
  const averagePrecision = Array.from({ length: classes }, (_, label) =>
    occurring.has(label) ? curveOf(label).averagePrecision : undefined,
  )
  const byPrecision = [...occurring].sort((a, b) => averagePrecision[a]! - averagePrecision[b]! || a - b)
  const half = SHOWN_CURVES / 2
  const telling =
    byPrecision.length > SHOWN_CURVES
      ? [...byPrecision.slice(0, half), ...byPrecision.slice(-half)]
      : byPrecision
  const labels = chosen.length > 0 ? chosen : telling
  return { averagePrecision, curves: labels.map((label) => ({ label, curve: curveOf(label) })) }
}
