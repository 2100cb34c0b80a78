import { type Head, ONNX_INTERFACE } from '@textgate/core'
import type { ServedTextModel } from '../service/served-model.ts'
import type { TensorSpec } from '../service/tensor.ts'

/** Name of the input of a text model: the texts, BYTES in UTF-8, shape [-1]; [-1, 1] is understood, too. */
export const TEXT_INPUT = 'text'

/** In place of texts: token ids, INT32 or INT64, shape [-1, -1], and how many of each row are real, shape [-1]. */
export const ID_INPUTS = { ids: ONNX_INTERFACE.ids, lengths: ONNX_INTERFACE.lengths } as const

/** Outputs of a text model. */
export const OUTPUTS = {
  /** The answer to each text, of head multi the most probable one; empty where there is none, BYTES, shape [-1]. */
  label: 'label',
  /** Class probabilities in the order of the bundle's labels, FP32, shape [-1, classes]. */
  probabilities: 'probabilities',
  /**
   * Of head multi alone: all answers to each text, the most probable first, BYTES, shape [-1, -1]. Columns are as many as the
   * text with the most answers has, at least one; places that are left are empty, as no label is.
   */
  labels: 'labels',
} as const

/** What a text model takes, as its metadata tells it. */
export const TEXT_INPUTS: readonly TensorSpec[] = [{ name: TEXT_INPUT, datatype: 'BYTES', shape: [-1] }]

/** What a text model gives, in this order. */
export function textOutputs({ text }: ServedTextModel): readonly TensorSpec[] {
  const { head }: { head: Head } = text.rule
  const both: TensorSpec[] = [
    { name: OUTPUTS.label, datatype: 'BYTES', shape: [-1] },
    { name: OUTPUTS.probabilities, datatype: 'FP32', shape: [-1, text.manifest.labels.length] },
  ]
  return head === 'multi' ? [...both, { name: OUTPUTS.labels, datatype: 'BYTES', shape: [-1, -1] }] : both
}
