import { join } from 'node:path'
import { answerRule, ONNX_INTERFACE, sha256Hex, TextgateError, withVariant } from '@textgate/core'
import { readServableBundle } from '@textgate/core/node'
import type { TextInput } from '../service/inference-service.ts'
import type { ServedModel } from '../service/served-model.ts'
import type { Tensor } from '../service/tensor.ts'
import { type ModelSource, modelKey } from './model-source.ts'
import { openTensorModel, readOnnxFile } from './tensor-model.ts'
import { openTextModel, type TextModel, type TextModelOptions } from './text-model.ts'
import { warmUp } from './warm-up.ts'

/** How models of this process are opened. */
export interface OpenModelOptions extends TextModelOptions {
  /** In place of what the bundles say; see `answerRule`. */
  readonly unknownBelow?: number | undefined
  /** Ed25519 public key, PEM, that must have signed every bundle. */
  readonly signedBy?: string | undefined
}

/** A model that is loaded in this process. */
export interface OpenedModel {
  readonly served: ServedModel
  /** Of a text model. */
  readonly text?: TextModel
  /** Milliseconds that a token costs; of a text model. */
  readonly tokenMs?: number
  /** Row-major, shape [inputs, classes]; of a text model alone. */
  probabilities(inputs: readonly TextInput[]): Promise<Float32Array>
  /** Of any other model alone. */
  run(inputs: readonly Tensor[], outputs: readonly string[]): Promise<Tensor[]>
  close(): Promise<void>
}

/**
 * Reads a version of a model, checks it and loads it.
 *
 * @throws BUNDLE_FILE_TAMPERED when the files are others than `source.key` says, or do not belong together
 * @throws what `readServableBundle`, `withVariant`, `answerRule`, `openTextModel` and `openTensorModel` throw
 */
export function openModel(source: ModelSource, options: OpenModelOptions): Promise<OpenedModel> {
  return source.kind === 'text' ? openBundle(source, options) : openOnnxFile(source, options)
}

async function openBundle(source: ModelSource, options: OpenModelOptions): Promise<OpenedModel> {
  const { signedBy } = options
  const bundle = await readServableBundle(source.folder, signedBy === undefined ? {} : { signedBy })
  const { manifest, tokenizerJson, onnx, externalData, certificate } = withVariant(bundle, source.variant)
  const text = await openTextModel({ manifest, tokenizerJson, onnx, externalData }, options)
  const tokenMs = await warmUp(text).catch(async (error: unknown) => {
    await text.close()
    throw error
  })
  const { ids, lengths, probabilities } = ONNX_INTERFACE
  return {
    served: {
      name: source.name,
      version: source.version,
      key: checkedKey(source, onnx),
      text: { manifest, certificate, rule: answerRule(manifest, options.unknownBelow) },
      inputs: [
        { name: ids, datatype: 'INT32', shape: [-1, -1] },
        { name: lengths, datatype: 'INT32', shape: [-1] },
      ],
      outputs: [{ name: probabilities, datatype: 'FP32', shape: [-1, manifest.labels.length] }],
    },
    text,
    tokenMs,
    probabilities: (inputs) => text.probabilities(inputs),
    run: () => Promise.reject(new TypeError(`${source.name} is a text model`)),
    close: () => text.close(),
  }
}

async function openOnnxFile(
  source: ModelSource,
  { threads = 1, signedBy }: OpenModelOptions,
): Promise<OpenedModel> {
  if (signedBy !== undefined) {
    throw new TextgateError(
      'BUNDLE_SIGNATURE_INVALID',
      `model ${source.name} is an ONNX file without a bundle, and nothing signs it; serve bundles alone, or require no signature`,
    )
  }
  const key = checkedKey(source, await readOnnxFile(source.folder))
  const { inputs, outputs, run, close } = await openTensorModel(join(source.folder, 'model.onnx'), threads)
  const { name, version } = source
  return {
    served: { name, version, key, inputs, outputs },
    probabilities: () => Promise.reject(new TypeError(`${name} is no text model`)),
    run,
    close,
  }
}

/** All processes run the same bytes: a file that was replaced between two starts is noticed here. */
function checkedKey(source: ModelSource, onnx: Uint8Array): string {
  const key = modelKey(source, sha256Hex(onnx))
  if (source.key === undefined || source.key === key) return key
  throw new TextgateError(
    'BUNDLE_FILE_TAMPERED',
    `${source.folder} has changed since the server read it; give what is new a folder of its own`,
  )
}
