import { SMALLEST_PROBABILITY } from './classification-metrics.ts'

/** Logarithm of a probability in nats, never below that of the smallest normal float32. */
export function logProbability(probability: number): number {
  return Math.log(Math.max(probability, SMALLEST_PROBABILITY))
}

/**
 * Cross-entropy of each row: minus the logarithm of the true label's probability.
 *
 * @param probabilities - float32, row-major, shape [rows, classes]
 * @param truth - label index of each row, int32, shape [rows]
 * @returns in nats, 0 or more, shape [rows]
 */
export function rowLosses(probabilities: Float32Array, truth: Int32Array, classes: number): Float64Array {
  return Float64Array.from(
    truth,
    (label, row) => -logProbability(probabilities[row * classes + label] as number),
  )
}
