import type { Head } from '@textgate/core'

/**
 * Class probabilities of logits, in double precision: softmax of each row, or for head multi the sigmoid of each logit.
 *
 * @param logits - float32, row-major, shape [rows, classes]
 * @returns float32, shape [rows, classes]
 */
export function probabilitiesOf(head: Head, logits: Float32Array, classes: number): Float32Array {
  return head === 'multi' ? logits.map((logit) => 1 / (1 + Math.exp(-logit))) : softmaxRows(logits, classes)
}

function softmaxRows(logits: Float32Array, classes: number): Float32Array {
  const probabilities = new Float32Array(logits.length)
  for (let start = 0; start < logits.length; start += classes) {
    let largest = Number.NEGATIVE_INFINITY
    for (let i = start; i < start + classes; i++) largest = Math.max(largest, logits[i] as number)
    let sum = 0
    for (let i = start; i < start + classes; i++) sum += Math.exp((logits[i] as number) - largest)
    for (let i = start; i < start + classes; i++) {
      probabilities[i] = Math.exp((logits[i] as number) - largest) / sum
    }
  }
  return probabilities
}
