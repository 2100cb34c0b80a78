import { type AnswerRule, type Bundle, type ParityCertificate, TextgateError } from '@textgate/core'
import type { TensorSpec } from './tensor.ts'

/** One version of a model, as requests see it. */
export interface ServedModel {
  readonly name: string
  /** A positive integer in decimal digits. */
  readonly version: string
  /** Changes whenever the files do: name, version and hash. What is remembered of a model is remembered under it. */
  readonly key: string
  /** Of a text model: what a bundle says beside its ONNX file. Absent for any other ONNX file, which is tensors in, tensors out. */
  readonly text?: TextSide
  /** What the ONNX file takes; of a text model, `ids` and `lengths`. */
  readonly inputs: readonly TensorSpec[]
  /** What the ONNX file gives. */
  readonly outputs: readonly TensorSpec[]
}

/** What a bundle says beside its ONNX file. */
export interface TextSide {
  readonly manifest: Bundle['manifest']
  readonly certificate: ParityCertificate
  /** How probabilities become answers. */
  readonly rule: AnswerRule
}

/** A version of a text model. */
export type ServedTextModel = ServedModel & { readonly text: TextSide }

/** @throws REQUEST_INVALID when the model takes tensors alone */
export function textModel(model: ServedModel): ServedTextModel {
  if (isTextModel(model)) return model
  throw new TextgateError(
    'REQUEST_INVALID',
    `model ${model.name} is no text classifier of textgate; ask it with tensors at /v2/models/${model.name}/infer`,
  )
}

export function isTextModel(model: ServedModel): model is ServedTextModel {
  return model.text !== undefined
}
