import type { BundleManifest, ClassificationMetrics, Encoding } from '@textgate/core'
import type {
  Interval,
  MetricIntervals,
  PrecisionRecallCurve,
  Reliability,
  TokenRun,
} from '@textgate/trainer/metrics'

/** All that the page shows. Labels are indices into `labels` throughout. */
export interface Report {
  readonly subject: Subject
  readonly labels: readonly string[]
  readonly metrics: ClassificationMetrics
  readonly intervals: MetricIntervals
  readonly bootstrap: { readonly resamples: number; readonly seed: number }
  /** By label; undefined for a label without rows. */
  readonly averagePrecision: readonly (number | undefined)[]
  /** Of the labels that the chart shows. */
  readonly curves: readonly { readonly label: number; readonly curve: PrecisionRecallCurve }[]
  readonly reliability: Reliability
  /** The largest ones. */
  readonly confusions: readonly ShownConfusion[]
  readonly lengths: readonly LengthResult[]
  /** Rows whose text is as long as the model reads at most, so that some were cut. */
  readonly rowsAtMaxLength: number
  /** Those of the highest loss, that one first, and the number of all. */
  readonly errors: { readonly shown: readonly ShownRow[]; readonly all: number }
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

/** One evaluated row. */
export interface ShownRow {
  /** From 1, in the order of the file, skipped rows not counted. */
  readonly row: number
  readonly text: string
  readonly truth: number
  readonly answer: number
  /** Probabilities of the answer and of the true label, in [0, 1]. */
  readonly answerProbability: number
  readonly truthProbability: number
}

export interface ShownConfusion {
  readonly truth: number
  readonly answer: number
  readonly rows: number
  /** Share of the true label's rows, in [0, 1]. */
  readonly share: number
  readonly examples: readonly ShownRow[]
}

export interface ShownMistake extends ShownRow {
  /** Label that the row may have instead, and its probability. */
  readonly suggestion: number
  readonly suggestionProbability: number
}

/** Rows of one range of lengths. */
export interface LengthResult {
  /** In tokens that the model reads. */
  readonly shortest: number
  readonly longest: number
  readonly rows: number
  readonly accuracy: number
  readonly interval: Interval
}

/** A row with what each part of its text adds to the answer. */
export interface ExplainedRow extends ShownRow {
  readonly offsets: Encoding['offsets']
  readonly runs: readonly TokenRun[]
  /** Drop of the answer's log-probability without each run, in nats; below 0 where the run speaks against it. */
  readonly effects: Float64Array
}
