import { type Batch, ONNX_INTERFACE, TextgateError } from '@textgate/core'
import type { InferenceSession, Tensor } from 'onnxruntime-node'
import type { ModelFiles } from './encode-model.ts'

/** An exported classifier in ONNX Runtime. */
export interface OnnxSession {
  /** Version of onnxruntime-node. */
  readonly runtimeVersion: string
  /** The outputs as they came, unchecked. */
  run(batch: Batch): Promise<OnnxAnswers>
  /** Frees the native memory. */
  close(): Promise<void>
}

/** Outputs of one run. */
export interface OnnxAnswers {
  readonly probabilities: OnnxTensor
  readonly label: OnnxTensor
  /** Absent in files of before it was written. */
  readonly answered?: OnnxTensor
}

/** One output. */
export interface OnnxTensor {
  /** ONNX Runtime's name of the type, e.g. `float32`. */
  readonly type: string
  readonly shape: readonly number[]
  /** Row-major. */
  readonly data: unknown
}

// Only the log is not the default: what it would print stands in the error that is thrown.
const OPTIONS: InferenceSession.SessionOptions = { logSeverityLevel: 4 }

/**
 * Loads a model with ONNX Runtime's default options, optimiser included: what proves parity must be what serves.
 *
 * @throws MODEL_FAILED when ONNX Runtime cannot be loaded here, or refuses the file or an input
 */
export async function openSession(files: ModelFiles): Promise<OnnxSession> {
  const { Tensor, runtimeVersion, outputNames, run, close } = await openModel(files)
  const { ids, lengths, probabilities, label, answered } = ONNX_INTERFACE
  const wanted = [probabilities, label, ...(outputNames.includes(answered) ? [answered] : [])]
  return {
    runtimeVersion,
    close,
    run: async (batch) => {
      const { size, length } = batch
      // ONNX Runtime's GRU ends the whole process on an empty batch instead of refusing it.
      if (size < 1) throw new RangeError('openSession: a batch needs at least one row')
      const feeds = {
        [ids]: new Tensor('int32', batch.ids, [size, length]),
        [lengths]: new Tensor('int32', batch.lengths, [size]),
      }
      return (await run(feeds, wanted, `${size} rows of ${length} ids`)) as unknown as OnnxAnswers
    },
  }
}

/** Any model in ONNX Runtime. */
interface OpenModel {
  readonly Tensor: typeof Tensor
  readonly runtimeVersion: string
  readonly outputNames: readonly string[]
  /** @param outputs - names of those that the model must have @param what - it is run on, for the error */
  run(
    feeds: InferenceSession.OnnxValueMapType,
    outputs: readonly string[],
    what: string,
  ): Promise<Record<string, OnnxTensor>>
  close(): Promise<void>
}

/** As `openSession`, for models of any inputs. */
export async function openModel({ onnx, externalData }: ModelFiles): Promise<OpenModel> {
  // Loaded on use, so that graphs can be made where the native library does not exist.
  // It keeps events of its use, and an id of the machine, in the user's cache unless told not to.
  process.env.ORT_DISABLE_TELEMETRY ??= '1'
  const { env, InferenceSession, Tensor } = await import('onnxruntime-node').catch((cause: unknown) => {
    throw failed(`onnxruntime-node cannot be loaded on ${process.platform} ${process.arch}`, cause)
  })
  const beside = externalData ? [{ path: externalData.file, data: externalData.data }] : []
  const options = { ...OPTIONS, ...(externalData ? { externalData: beside } : {}) }
  const session: InferenceSession = await InferenceSession.create(onnx, options).catch((cause: unknown) => {
    throw failed('ONNX Runtime does not load the exported model', cause)
  })
  return {
    Tensor,
    runtimeVersion: env.versions.node ?? 'unknown',
    outputNames: session.outputNames,
    run: async (feeds, outputs, what) => {
      const results = await session.run(feeds).catch((cause: unknown) => {
        throw failed(`ONNX Runtime does not run the exported model on ${what}`, cause)
      })
      return Object.fromEntries(outputs.map((name) => [name, outputOf(results, name)]))
    },
    close: () => session.release(),
  }
}

function outputOf(results: InferenceSession.OnnxValueMapType, name: string): OnnxTensor {
  const tensor = results[name]
  if (tensor === undefined) throw failed(`the exported model has no output ${name}`)
  return { type: tensor.type, shape: tensor.dims, data: tensor.data }
}

function failed(reason: string, cause?: unknown): TextgateError {
  const said = cause instanceof Error ? `: ${oneLine(cause.message)}` : ''
  return new TextgateError('MODEL_FAILED', `${reason}${said}; nothing was written to the bundle`, { cause })
}

function oneLine(message: string): string {
  return message.replace(/\s+/g, ' ').replace(/[.\s]+$/, '')
}
