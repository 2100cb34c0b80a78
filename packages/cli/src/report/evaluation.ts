import type { ClassificationMetrics } from '@textgate/core'
import type { RowLabels } from '@textgate/trainer/metrics'
import type { Predictor } from '../open-predictor.ts'

/** An evaluation that is done: what a report is made of. */
export interface Evaluation {
  /** Folder of the bundle and file of the data, as the user named them. */
  readonly bundle: string
  readonly data: string
  readonly predictor: Predictor
  /** The same rows once more: texts are read again and not kept, since a report shows few of them. */
  readonly readAgain: () => AsyncIterable<{ readonly text: string }>
  readonly skippedRows: number
  /** Float32, row-major, shape [rows, labels]. */
  readonly probabilities: Float32Array
  /** The labels of each row. */
  readonly truth: RowLabels
  readonly metrics: ClassificationMetrics
}
