import { type Head, predictionsOf } from '@textgate/core'
import type { ModelDirectory } from '../service/model-directory.ts'
import type { ServedTextModel } from '../service/served-model.ts'
import { VERSION } from '../version.ts'
import type { InferRequest } from './infer-request.ts'

/** Name of the input: the texts, BYTES in UTF-8, shape [-1]; [-1, 1] is understood, too. */
export const TEXT_INPUT = 'text'

/** Where a tensor has a place and the text no answer; no label is empty. */
const NO_LABEL = ''

/** Name and datatype of each output. */
export const OUTPUTS = {
  /** The answer to each text, of head multi the most probable one; empty where there is none, shape [-1]. */
  label: 'BYTES',
  /** Class probabilities in the order of the bundle's labels, shape [-1, classes]. */
  probabilities: 'FP32',
  /**
   * Of head multi alone: all answers to each text, the most probable first, shape [-1, -1]. Columns are as many as the text
   * with the most answers has, at least one; places that are left are empty, as no label is.
   */
  labels: 'BYTES',
} as const

export type OutputName = keyof typeof OUTPUTS

/** The outputs that a model has, in their order. */
export function outputsOf(head: Head): OutputName[] {
  return head === 'multi' ? ['label', 'probabilities', 'labels'] : ['label', 'probabilities']
}

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
export function modelMetadata({ name, text: { manifest, rule } }: ServedTextModel, models: ModelDirectory) {
  const shapes = { label: [-1], probabilities: [-1, manifest.labels.length], labels: [-1, -1] }
  return {
    name,
    versions: models.versions(name).map(({ version }) => version),
    platform: 'onnx_onnxv1',
    inputs: [{ name: TEXT_INPUT, datatype: 'BYTES', shape: [-1] }],
    outputs: outputsOf(rule.head).map((output) => ({
      name: output,
      datatype: OUTPUTS[output],
      shape: shapes[output],
    })),
  }
}

/**
 * `$inference_response`.
 *
 * @param probabilities - row-major, shape [texts, classes]
 */
export function inferResponse(
  { name, version, text: { manifest, rule } }: ServedTextModel,
  { id, texts, outputs }: InferRequest,
  probabilities: Float32Array,
) {
  const { labels } = manifest
  const predictions = predictionsOf(probabilities, labels, rule, 1)
  const tensors: Record<OutputName, () => Tensor> = {
    label: () => ({
      name: 'label',
      datatype: OUTPUTS.label,
      shape: [texts.length],
      data: predictions.map(({ label }) => label ?? NO_LABEL),
    }),
    probabilities: () => ({
      name: 'probabilities',
      datatype: OUTPUTS.probabilities,
      shape: [texts.length, labels.length],
      data: Array.from(probabilities),
    }),
    labels: () => {
      const answers = predictions.map((prediction) => prediction.labels ?? [])
      const columns = Math.max(1, ...answers.map(({ length }) => length))
      return {
        name: 'labels',
        datatype: OUTPUTS.labels,
        shape: [texts.length, columns],
        data: answers.flatMap((names) => Array.from({ length: columns }, (_, i) => names[i] ?? NO_LABEL)),
      }
    },
  }
  return {
    model_name: name,
    model_version: version,
    ...(id === undefined ? {} : { id }),
    outputs: outputs.map((output) => tensors[output]()),
  }
}
