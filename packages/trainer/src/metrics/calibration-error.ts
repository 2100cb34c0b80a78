import type { Head } from '@textgate/core'
import { labelTable, type RowLabels } from '../row-labels.ts'
import { answersOf } from './answers-of.ts'
import { reliability } from './reliability.ts'

/**
 * Expected calibration error of answers, in [0, 1]; see `reliability`. An answer is a row's most probable label; for head
 * multi each pair of a row and a label is one, with the label's probability as confidence, and right where the row has the
 * label.
 *
 * @param probabilities - float32, row-major, shape [rows, classes]
 * @param truth - the labels of each row
 */
export function calibrationError(
  probabilities: Float32Array,
  truth: RowLabels,
  classes: number,
  head: Head,
): number {
  const table = labelTable(truth, classes)
  if (head === 'multi') return reliability(probabilities, table).expectedCalibrationError
  const places = answersOf(probabilities, classes).map((answer, row) => row * classes + answer)
  const confidences = Float32Array.from(places, (place) => probabilities[place] as number)
  const right = Uint8Array.from(places, (place) => table[place] as number)
  return reliability(confidences, right).expectedCalibrationError
}
