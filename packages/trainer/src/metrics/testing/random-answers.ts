import { randomGenerator } from '@textgate/core'

/** Rows with random labels and random probabilities that favour them: some are answered right, some wrong. */
export function randomAnswers(
  seed: number | string,
  { rows, classes }: { readonly rows: number; readonly classes: number },
): { rows: number; classes: number; probabilities: Float32Array; truth: Int32Array } {
  const random = randomGenerator(seed)
  const truth = Int32Array.from({ length: rows }, () => random.integer(classes))
  const probabilities = new Float32Array(rows * classes)
  for (let row = 0; row < rows; row++) {
    const scores = Array.from({ length: classes }, (_, label) =>
      Math.exp(random.normal() * 1.5 + (label === truth[row] ? 1.5 : 0)),
    )
    const sum = scores.reduce((a, b) => a + b)
    probabilities.set(
      scores.map((score) => score / sum),
      row * classes,
    )
  }
  return { rows, classes, probabilities, truth }
}
