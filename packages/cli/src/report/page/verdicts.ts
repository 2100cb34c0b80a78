import type { LabelProbability, ShownRow } from '../report.ts'
import type { ReportWords } from '../words/report-words.ts'

/** A label of a row with what became of it. */
export interface Verdict {
  readonly name: string
  readonly label: string
  /** In [0, 1]. */
  readonly probability: number
}

/** Verdicts of the same kind on several labels. */
export function verdictsOf(
  name: string,
  found: readonly LabelProbability[],
  labels: readonly string[],
): Verdict[] {
  return found.map(({ label, probability }) => ({ name, label: labels[label] as string, probability }))
}

/** What a row missed, was wrongly and was rightly given. */
export function rowVerdicts(
  { missed, wrong, right }: ShownRow,
  labels: readonly string[],
  words: ReportWords,
): Verdict[] {
  return [
    ...verdictsOf(words.missed, missed, labels),
    ...verdictsOf(words.wrong, wrong, labels),
    ...verdictsOf(words.right, right, labels),
  ]
}
