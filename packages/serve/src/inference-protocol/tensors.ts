import type { ServedModel } from '../model-repository.ts'
import { predictionsOf } from '../predictions.ts'
import { VERSION } from '../version.ts'
import type { InferRequest } from './infer-request.ts'

/** Name of the input: the texts, BYTES in UTF-8, shape [-1]; [-1, 1] is understood, too. */
export const TEXT_INPUT = 'text'

/** The only version of each model: a bundle is one version, and another bundle is another model. */
export const MODEL_VERSION = '1'

/** Name and datatype of each output. */
export const OUTPUTS = {
  /** The most probable label of each text, shape [-1]. */
  label: 'BYTES',
  /** Class probabilities in the order of the bundle's labels, shape [-1, classes]. */
  probabilities: 'FP32',
} as const

export type OutputName = keyof typeof OUTPUTS

/** A tensor with its values, flat and row-major. */
interface Tensor {
  readonly name: OutputName
  readonly datatype: string
  readonly shape: readonly number[]
  readonly data: readonly (string | number)[]
}

/** `$metadata_server_response`. */
export function serverMetadata() {
  return { name: 'textgate', version: VERSION, extensions: [] }
}

/** `$metadata_model_response`. */
export function modelMetadata({ name, manifest }: ServedModel) {
  return {
    name,
    versions: [MODEL_VERSION],
    platform: 'onnx_onnxv1',
    inputs: [{ name: TEXT_INPUT, datatype: 'BYTES', shape: [-1] }],
    outputs: [
      { name: 'label', datatype: OUTPUTS.label, shape: [-1] },
      { name: 'probabilities', datatype: OUTPUTS.probabilities, shape: [-1, manifest.labels.length] },
    ],
  }
}

/**
 * `$inference_response`.
 *
 * @param probabilities - row-major, shape [texts, classes]
 */
export function inferResponse(
  { name, manifest }: ServedModel,
  { id, texts, outputs }: InferRequest,
  probabilities: Float32Array,
) {
  const { labels } = manifest
  const tensors: Record<OutputName, () => Tensor> = {
    label: () => ({
      name: 'label',
      datatype: OUTPUTS.label,
      shape: [texts.length],
      data: predictionsOf(probabilities, labels, 1).map(({ label }) => label),
    }),
    probabilities: () => ({
      name: 'probabilities',
      datatype: OUTPUTS.probabilities,
      shape: [texts.length, labels.length],
      data: Array.from(probabilities),
    }),
  }
  return {
    model_name: name,
    model_version: MODEL_VERSION,
    ...(id === undefined ? {} : { id }),
    outputs: outputs.map((output) => tensors[output]()),
  }
}
