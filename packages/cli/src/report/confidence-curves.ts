import { labelTable, precisionRecallCurve, reliability } from '@textgate/trainer/metrics'
import type { AnsweredRows } from './chosen-rows.ts'
import type { Report } from './report.ts'

/**
 * Whether probabilities can be trusted: of the answers where a row has one label; for head multi of all decisions, one a row
 * and label, of which there is a precision/recall curve, too.
 */
export function confidenceCurves({
  probabilities,
  truth,
  answers,
  classes,
  rule,
}: AnsweredRows): Pick<Report, 'reliability' | 'overallCurve'> {
  const table = labelTable(truth, classes)
  if (rule.head === 'multi') {
    return {
      reliability: reliability(probabilities, table),
      overallCurve: precisionRecallCurve(probabilities, table),
    }
  }
  const places = answers.labels.map((answer, row) => row * classes + answer)
  return {
    reliability: reliability(
      Float32Array.from(places, (place) => probabilities[place] as number),
      Uint8Array.from(places, (place) => table[place] as number),
    ),
  }
}
