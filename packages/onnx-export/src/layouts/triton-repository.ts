import { ONNX_INTERFACE, TextgateError } from '@textgate/core'
import type { ModelFiles } from '../encode-model.ts'
import { inspectModel } from '../inspect-model.ts'
import { checkName } from './model-name.ts'
import { tritonConfig } from './triton-config.ts'

/** Rows of a run unless another number is given. */
export const TRITON_BATCH_SIZE = 64

const LABELS_FILE = 'labels.txt'

/** What a model repository is made of. */
export interface TritonModel extends ModelFiles {
  /** Of the model in the repository: letters, digits, `.`, `_` and `-`. */
  readonly name: string
  /** In the order of the outputs. */
  readonly labels: readonly string[]
  /** Rows of a run at most; 64 unless given. */
  readonly maxBatchSize?: number
}

/**
 * A model as Triton Inference Server's model repository has it: path by path, from the repository on, what each file holds.
 * Inputs and outputs are those that the file itself names. The classification extension answers with labels, from `labels.txt`.
 *
 * @throws CONFIG_INVALID for a name that cannot be a folder's, or a number of rows below 1
 * @throws EXPORT_UNSUPPORTED naming a label of several lines, or an input that Triton cannot batch
 * @throws ONNX_INVALID where the bytes are no ONNX model
 */
export function tritonRepository({
  name,
  onnx,
  externalData,
  labels,
  maxBatchSize = TRITON_BATCH_SIZE,
}: TritonModel): Map<string, Uint8Array | string> {
  checkName(name, { pattern: /^[\w][\w.-]*$/, words: 'letters, digits, dots, underscores and hyphens' })
  if (!(Number.isInteger(maxBatchSize) && maxBatchSize >= 1)) {
    throw new TextgateError(
      'CONFIG_INVALID',
      `maxBatchSize must be a whole number above 0, not ${maxBatchSize}`,
    )
  }
  const broken = labels.find((label) => /[\r\n]/.test(label))
  if (broken !== undefined) {
    throw new TextgateError(
      'EXPORT_UNSUPPORTED',
      `label ${JSON.stringify(broken)} has several lines, and ${LABELS_FILE} has a line for each; rename it and train again`,
      { details: { label: broken } },
    )
  }
  const config = tritonConfig(inspectModel(onnx), {
    ...{ name, maxBatchSize },
    labels: { output: ONNX_INTERFACE.probabilities, file: LABELS_FILE },
  })
  return new Map<string, Uint8Array | string>([
    [`${name}/config.pbtxt`, config],
    [`${name}/${LABELS_FILE}`, `${labels.join('\n')}\n`],
    [`${name}/1/model.onnx`, onnx],
    ...(externalData ? [[`${name}/1/${externalData.file}`, externalData.data] as const] : []),
  ])
}
