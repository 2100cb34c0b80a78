/**
 * The answer of each row: the first of its largest probabilities.
 *
 * @param probabilities - float32, row-major, shape [rows, classes]
 * @returns label index of each row, int32, shape [rows]
 */
export function answersOf(probabilities: Float32Array, classes: number): Int32Array {
  const answers = new Int32Array(probabilities.length / classes)
  for (let row = 0; row < answers.length; row++) {
    const start = row * classes
    let best = 0
    for (let i = 1; i < classes; i++) {
      if ((probabilities[start + i] as number) > (probabilities[start + best] as number)) best = i
    }
    answers[row] = best
  }
  return answers
}
