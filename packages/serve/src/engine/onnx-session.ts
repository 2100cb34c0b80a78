import {
  type Batch,
  type ExternalData,
  ONNX_INTERFACE,
  ONNX_TEXT_INTERFACE,
  type ProbabilityModel,
} from '@textgate/core'
import type { InferenceSession } from 'onnxruntime-node'
import { loadOrt, modelFailed, sessionOptions } from './ort.ts'

const OUTPUTS = [ONNX_INTERFACE.probabilities]

/** A model in ONNX Runtime. `predict` blocks its thread while the model runs. */
export interface OnnxSession extends ProbabilityModel {
  /** Frees the native memory; call it when no `predict` is under way. */
  close(): Promise<void>
}

/** What the session must have, and may use. */
export interface OnnxSessionOptions {
  /** Columns that the probabilities must have. */
  readonly classes: number
  /** Threads inside one run, at least 1. */
  readonly threads: number
  /** Weights beside the model, where there are some. */
  readonly externalData?: ExternalData | undefined
}

/**
 * Loads a model into ONNX Runtime with its default optimiser: the very graph whose parity was proved.
 *
 * @throws MODEL_FAILED when ONNX Runtime cannot be loaded, refuses the file, or the file is no textgate model
 */
export async function openSession(onnx: Uint8Array, options: OnnxSessionOptions): Promise<OnnxSession> {
  const { externalData } = options
  const { InferenceSession, Tensor } = await loadOrt()
  const session = await InferenceSession.create(onnx, {
    ...sessionOptions(options.threads),
    ...(externalData ? { externalData: [{ path: externalData.file, data: externalData.data }] } : {}),
  }).catch((cause: unknown) => {
    throw modelFailed('ONNX Runtime does not load model.onnx', cause)
  })
  const misfit = misfitOf(session, options.classes)
  if (misfit !== undefined) {
    await session.release()
    throw modelFailed(`model.onnx ${misfit}`)
  }
  return {
    predict: async ({ ids, lengths, size, length }) => {
      checkSize(size)
      const feeds = {
        [ONNX_INTERFACE.ids]: new Tensor('int32', ids, [size, length]),
        [ONNX_INTERFACE.lengths]: new Tensor('int32', lengths, [size]),
      }
      try {
        const results = await session.run(feeds, OUTPUTS)
        return results[ONNX_INTERFACE.probabilities]?.data as Float32Array // [size, classes]
      } catch (cause) {
        throw modelFailed(`ONNX Runtime does not run the model on ${size} rows of ${length} ids`, cause)
      }
    },
    close: () => session.release(),
  }
}

/** ONNX Runtime's GRU ends the whole process on an empty batch instead of refusing it. */
function checkSize(size: Batch['size']): void {
  if (size < 1) throw new RangeError('OnnxSession.predict: a batch needs at least one row')
}

function misfitOf(session: InferenceSession, classes: number): string | undefined {
  if (session.inputNames.includes(ONNX_TEXT_INTERFACE.text)) {
    return 'takes texts by itself, and the server finds tokens itself; serve the bundle or another variant'
  }
  const missing = [ONNX_INTERFACE.ids, ONNX_INTERFACE.lengths].find(
    (name) => !session.inputNames.includes(name),
  )
  if (missing !== undefined) return `has no input ${missing}`
  const output = session.outputMetadata.find(({ name }) => name === ONNX_INTERFACE.probabilities)
  if (output === undefined) return `has no output ${ONNX_INTERFACE.probabilities}`
  if (!output.isTensor || output.type !== 'float32') return `has ${output.name} of another type than float32`
  const columns = output.shape.at(-1)
  return columns === classes ? undefined : `answers ${columns} classes where the bundle has ${classes} labels`
}
