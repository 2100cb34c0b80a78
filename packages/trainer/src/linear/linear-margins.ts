import type { LinearProblem, LinearWeights } from './linear-problem.ts'

/** The margins of a linear classifier for every row, float32, row-major, shape [rows, classes]. */
export function linearMargins(
  { rows, featuresOf }: Pick<LinearProblem, 'rows' | 'featuresOf'>,
  { kernel, bias }: LinearWeights,
): Float32Array {
  const classes = bias.length
  const margins = new Float32Array(rows * classes)
  for (let row = 0; row < rows; row++) {
    const found = featuresOf(row)
    for (let c = 0; c < classes; c++) {
      margins[row * classes + c] = found.rows.reduce(
        (sum, feature, i) => sum + (found.values[i] as number) * (kernel[feature * classes + c] as number),
        bias[c] as number,
      )
    }
  }
  return margins
}
