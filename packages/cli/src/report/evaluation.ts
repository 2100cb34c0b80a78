import type { ClassificationMetrics, LabelledText } from '@textgate/core'
import type { Predictor } from '../open-predictor.ts'

/** An evaluation that is done: what a report is made of. */
export interface Evaluation {
  /** Folder of the bundle and file of the data, as the user named them. */
  readonly bundle: string
  readonly data: string
  readonly predictor: Predictor
  /** The same rows once more: texts are read again and not kept, since a report shows few of them. */
  readonly readAgain: () => AsyncIterable<LabelledText>
  readonly skippedRows: number
  /** Float32, row-major, shape [rows, labels]. */
  readonly probabilities: Float32Array
  /** Label index of each row, int32, shape [rows]. */
  readonly truth: Int32Array
  readonly metrics: ClassificationMetrics
}
