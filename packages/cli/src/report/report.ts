import type { BundleManifest, ClassificationMetrics, Encoding } from '@textgate/core'
import type {
  Interval,
  LabelCounts,
  MetricIntervals,
  PrecisionRecallCurve,
  Reliability,
  TokenRun,
} from '@textgate/trainer/metrics'

/**
 * All that the page shows, for any head: one label a row is a set of one. Labels are indices into `labels` throughout.
 */
export interface Report {
  readonly subject: Subject
  readonly labels: readonly string[]
  readonly metrics: ClassificationMetrics
  readonly intervals: MetricIntervals
  readonly bootstrap: { readonly resamples: number; readonly seed: number }
  /** By label. */
  readonly counts: readonly LabelCounts[]
  /** By label, for head multi: probability from which on it is answered. */
  readonly thresholds?: readonly number[]
  /** By label; undefined for a label without rows. */
  readonly averagePrecision: readonly (number | undefined)[]
  /** Of the labels that the chart shows. */
  readonly curves: readonly { readonly label: number; readonly curve: PrecisionRecallCurve }[]
  /** For head multi: of all decisions, one a row and label. */
  readonly overallCurve?: PrecisionRecallCurve
  /** Of the answers; for head multi of all decisions. */
  readonly reliability: Reliability
  /** The largest ones, and the number of all. */
  readonly confusions: { readonly shown: readonly ShownConfusion[]; readonly all: number }
  readonly lengths: readonly LengthResult[]
  /** Rows whose text is as long as the model reads at most, so that some were cut. */
  readonly rowsAtMaxLength: number
  /** Those of the highest loss, that one first, the number of all, and of each kind. */
  readonly errors: { readonly shown: readonly ShownRow[]; readonly all: number; readonly kinds: ErrorKinds }
  /** The most likely ones, and the number of all. */
  readonly mistakes: { readonly shown: readonly ShownMistake[]; readonly all: number }
  readonly explained: { readonly errors: readonly ExplainedRow[]; readonly right: readonly ExplainedRow[] }
}

/** What was evaluated, and on what. */
export interface Subject {
  /** Folder of the bundle and file of the data, as the user named them. */
  readonly bundle: string
  readonly data: string
  /** Faulty rows that were passed over. */
  readonly skippedRows: number
  readonly engine: 'onnxruntime' | 'tfjs'
  readonly manifest: Omit<BundleManifest, 'files' | 'certificate'>
  /** Numbers in the model's weights. */
  readonly weights: number
}

/** Rows with an error, by what is wrong. Of one label a row, all have both. */
export interface ErrorKinds {
  /** Labels are missed, none is wrongly given. */
  readonly missedOnly: number
  /** Labels are wrongly given, none is missed. */
  readonly wrongOnly: number
  readonly both: number
}

/** A label with the probability that the model gives it, in [0, 1]. */
export interface LabelProbability {
  readonly label: number
  readonly probability: number
}

/** One evaluated row. */
export interface TextRow {
  /** From 1, in the order of the file, skipped rows not counted. */
  readonly row: number
  readonly text: string
}

/** A row with its labels and its answers. */
export interface ShownRow extends TextRow {
  /** Labels of the row that were not answered. */
  readonly missed: readonly LabelProbability[]
  /** Answers that are no labels of the row. */
  readonly wrong: readonly LabelProbability[]
  /** Answers that are. */
  readonly right: readonly LabelProbability[]
}

export interface ShownConfusion {
  /** The label that was missed, and the one that was wrongly given. */
  readonly truth: number
  readonly answer: number
  readonly rows: number
  /** Share of the missed label's rows, in [0, 1]. */
  readonly share: number
  readonly examples: readonly TextRow[]
}

/** A row whose labels may be wrong. */
export interface ShownMistake extends TextRow {
  /** Labels of the row that it may not have, and labels that it may have. */
  readonly denied: readonly LabelProbability[]
  readonly asserted: readonly LabelProbability[]
}

/** Rows of one range of lengths. */
export interface LengthResult {
  /** In tokens that the model reads. */
  readonly shortest: number
  readonly longest: number
  readonly rows: number
  /** Accuracy, for head multi micro F1. */
  readonly score: number
  readonly interval: Interval
}

/** A row with its most probable label, which is explained. */
export interface RowToExplain extends ShownRow {
  readonly explained: LabelProbability
}

/** A row with what each part of its text adds to the explained label. */
export interface ExplainedRow extends RowToExplain {
  readonly offsets: Encoding['offsets']
  readonly runs: readonly TokenRun[]
  /** Drop of the label's log-probability without each run, in nats; below 0 where the run speaks against it. */
  readonly effects: Float64Array
  /** Where the model pools by attention. */
  readonly attention?: AttendedRuns
}

/** How much of its attention a model pays to each part of a text. */
export interface AttendedRuns {
  /** A token each, or several that share a character. */
  readonly runs: readonly TokenRun[]
  /** Of each run, the mean over the heads, in [0, 1]; together 1. */
  readonly weights: Float64Array
}
