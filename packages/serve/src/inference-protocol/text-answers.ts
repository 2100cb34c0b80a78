import { predictionsOf } from '@textgate/core'
import type { ServedTextModel } from '../service/served-model.ts'
import type { Tensor } from '../service/tensor.ts'
import { OUTPUTS } from './text-model-io.ts'

/** Where a tensor has a place and the text no answer; no label is empty. */
const NO_LABEL = ''

/**
 * The outputs of a text model.
 *
 * @param probabilities - row-major, shape [texts, classes]
 * @param names - of the model's outputs
 */
export function textAnswers(
  { text: { manifest, rule } }: ServedTextModel,
  probabilities: Float32Array,
  names: readonly string[],
): Tensor[] {
  const { labels } = manifest
  const rows = probabilities.length / labels.length
  // Probabilities alone need no answers.
  const predictions = names.every((name) => name === OUTPUTS.probabilities)
    ? []
    : predictionsOf(probabilities, labels, rule, 1)
  return names.map((name): Tensor => {
    if (name === OUTPUTS.probabilities) {
      return { name, datatype: 'FP32', shape: [rows, labels.length], data: probabilities }
    }
    if (name === OUTPUTS.label) {
      return {
        name,
        datatype: 'BYTES',
        shape: [rows],
        data: predictions.map(({ label }) => label ?? NO_LABEL),
      }
    }
    const answers = predictions.map((prediction) => prediction.labels ?? [])
    const columns = answers.reduce((most, { length }) => Math.max(most, length), 1)
    const data = answers.flatMap((answer) => Array.from({ length: columns }, (_, i) => answer[i] ?? NO_LABEL))
    return { name, datatype: 'BYTES', shape: [rows, columns], data }
  })
}
