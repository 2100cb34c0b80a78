import { TextgateError, type TrainingConfig } from '@textgate/core'

/**
 * Weight of each label in the loss, float32, shape [classes].
 *
 * none: all 1. balanced: rows / (classes · rows of the label), as scikit-learn has it; a label without rows gets 1. A
 * record: its weights, 1 for labels that it leaves out.
 *
 * @param truth - label index of each training row, int32, shape [rows]
 * @throws CONFIG_INVALID when a record names a label that does not exist
 */
export function classWeights(
  setting: TrainingConfig['classWeights'],
  truth: Int32Array,
  labels: readonly string[],
): Float32Array {
  if (setting === 'none') return new Float32Array(labels.length).fill(1)
  if (setting === 'balanced') {
    const rows = new Int32Array(labels.length)
    for (const label of truth) rows[label] = (rows[label] as number) + 1
    return Float32Array.from(rows, (count) => (count === 0 ? 1 : truth.length / (labels.length * count)))
  }
  const unknown = Object.keys(setting).find((label) => !labels.includes(label))
  if (unknown !== undefined) {
    throw new TextgateError(
      'CONFIG_INVALID',
      `training.classWeights names ${JSON.stringify(unknown)}, which is no label of the training part (${labels.map((label) => JSON.stringify(label)).join(', ')}); correct or remove it`,
      { details: { label: unknown, labels: [...labels] } },
    )
  }
  return Float32Array.from(labels, (label) =>
    Object.hasOwn(setting, label) ? (setting[label] as number) : 1,
  )
}
