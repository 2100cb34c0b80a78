import { mostProbable } from './most-probable.ts'

/**
 * The answer of each row: its most probable label, of equals the first.
 *
 * @param probabilities - float32, row-major, shape [rows, classes]
 * @returns label index of each row, int32, shape [rows]
 */
export function answersOf(probabilities: Float32Array, classes: number): Int32Array {
  return Int32Array.from({ length: probabilities.length / classes }, (_, row) =>
    mostProbable(probabilities, row * classes, classes),
  )
}
