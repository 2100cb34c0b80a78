import { answerRule, ONNX_INTERFACE, type ServableBundle, type Tokenizer } from '@textgate/core'
import { loadTokenizer } from '@textgate/tokenizer'
import { openTextModel, type TextModel } from '../engine/text-model.ts'
import type { CallOptions, InferenceService, RequestLimits } from '../service/inference-service.ts'
import type { ModelControl } from '../service/model-control.ts'
import { modelDirectory } from '../service/model-directory.ts'
import type { ServedModel } from '../service/served-model.ts'
import type { TensorModel } from './tensor-models.ts'

/** A service without workers: models run in this process. */
export interface MemoryService extends InferenceService {
  /** How each call came, in order. */
  readonly calls: CallOptions[]
  close(): Promise<void>
}

/** What a memory service is made of. */
export interface MemoryModels {
  /** Bundles by name, their versions counted from 1. */
  readonly bundles?: Readonly<Record<string, readonly ServableBundle[]>>
  readonly tensors?: readonly TensorModel[]
  readonly limits?: Partial<RequestLimits>
  readonly control?: ModelControl
}

/** Loads the models and offers them. */
export async function memoryService({
  bundles = {},
  tensors = [],
  limits = {},
  control,
}: MemoryModels): Promise<MemoryService> {
  const textModels = new Map<string, { model: TextModel; tokenizer: Tokenizer }>()
  const served: ServedModel[] = tensors.map(({ name, inputs, outputs }) => ({
    name,
    version: '1',
    key: `${name}/1`,
    inputs,
    outputs,
  }))
  for (const [name, versions] of Object.entries(bundles)) {
    for (const [i, bundle] of versions.entries()) {
      const { manifest, certificate } = bundle
      const key = `${name}/${i + 1}`
      textModels.set(key, {
        model: await openTextModel(bundle),
        tokenizer: await loadTokenizer(bundle.tokenizerJson),
      })
      served.push({
        name,
        version: String(i + 1),
        key,
        text: { manifest: { ...manifest }, certificate, rule: answerRule(manifest) },
        inputs: [
          { name: ONNX_INTERFACE.ids, datatype: 'INT32', shape: [-1, -1] },
          { name: ONNX_INTERFACE.lengths, datatype: 'INT32', shape: [-1] },
        ],
        outputs: [
          { name: ONNX_INTERFACE.probabilities, datatype: 'FP32', shape: [-1, manifest.labels.length] },
        ],
      })
    }
  }
  const calls: CallOptions[] = []
  const none = { count: 0, ns: 0 }
  return {
    models: modelDirectory(served),
    control,
    limits: { maxTexts: 1000, maxTextLength: 100_000, bodyLimitBytes: 1_000_000, ...limits },
    isOpen: true,
    isReady: true,
    keepsConnections: true,
    log: undefined,
    logRequest: undefined,
    metrics: () => Promise.resolve(''),
    calls,
    probabilities: async ({ key }, inputs, options) => {
      if (inputs.length === 0) throw new RangeError('an empty batch reached the engine')
      calls.push(options)
      return (textModels.get(key) as { model: TextModel }).model.probabilities(inputs)
    },
    run: async ({ name }, inputs, outputs, options) => {
      if (inputs.some(({ shape }) => shape.includes(0))) {
        throw new RangeError('an empty batch reached the engine')
      }
      calls.push(options)
      const model = tensors.find((one) => one.name === name) as TensorModel
      const answers = await model.run(inputs)
      return outputs.map((output) => answers.find((one) => one.name === output) as (typeof answers)[number])
    },
    tokenizer: async ({ key }) => (textModels.get(key) as { tokenizer: Tokenizer }).tokenizer,
    statistics: async (name, version) =>
      served
        .filter((one) => (name ?? one.name) === one.name && (version ?? one.version) === one.version)
        .map((one) => ({
          name: one.name,
          version: one.version,
          inferenceCount: 3,
          executionCount: 2,
          lastInference: 1_700_000_000_000,
          success: { count: 3, ns: 30 },
          fail: none,
          queue: { count: 3, ns: 10 },
          compute: { count: 2, ns: 20 },
          cacheHit: none,
          cacheMiss: none,
        })),
    close: async () => {
      for (const { model } of textModels.values()) await model.close()
    },
  }
}
