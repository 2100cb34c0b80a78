import { type EncodedExamples, rowIds } from '../encoded-examples.ts'
import type { LinearPart } from '../trainable-model.ts'
import type { LinearWeights } from './linear-problem.ts'

/** The margins of a linear part for every row, without the rest of its model, float32, shape [rows, classes]. */
export function linearMargins(
  { featuresOf }: LinearPart,
  { kernel, bias }: LinearWeights,
  examples: EncodedExamples,
): Float32Array {
  const classes = bias.length
  const margins = new Float32Array(examples.size * classes)
  for (let row = 0; row < examples.size; row++) {
    const { rows, values } = featuresOf(rowIds(examples, row))
    for (let c = 0; c < classes; c++) {
      margins[row * classes + c] = rows.reduce(
        (sum, feature, i) => sum + (values[i] as number) * (kernel[feature * classes + c] as number),
        bias[c] as number,
      )
    }
  }
  return margins
}
