import { type ErrorCode, isTextgateError, TextgateError } from '@textgate/core'
import type { TextInput } from '../service/inference-service.ts'
import type { TextModelSource } from '../text-model.ts'

/** A model under the name by which requests ask for it. `onnx` is a view on shared memory, one copy for all workers. */
export interface NamedSource extends TextModelSource {
  readonly name: string
}

/** What a worker is started with. */
export interface WorkerSetup {
  readonly models: readonly NamedSource[]
  readonly threads: number
  readonly maxBatch: number
  /** Int32 [1] in shared memory; not 0: give up before the next run of a model. */
  readonly stopFlag: SharedArrayBuffer
}

/** To the worker. */
export type WorkerRequest =
  | {
      readonly kind: 'classify'
      readonly id: number
      readonly model: string
      readonly texts: readonly TextInput[]
    }
  /** Answer what came before, free the models, end. */
  | { readonly kind: 'close' }

/** From the worker. */
export type WorkerReply =
  | { readonly kind: 'ready' }
  | { readonly kind: 'unusable'; readonly error: PlainError }
  /** Row-major, shape [texts, classes]. */
  | { readonly kind: 'answer'; readonly id: number; readonly probabilities: Float32Array<ArrayBuffer> }
  | { readonly kind: 'refusal'; readonly id: number; readonly error: PlainError }

/** An error that survives structured cloning, which keeps neither classes nor codes. */
export interface PlainError {
  readonly code: ErrorCode
  /** Without the code. */
  readonly message: string
}

/** Any error in plain form; one that is not textgate's becomes MODEL_FAILED. */
export function toPlainError(error: unknown): PlainError {
  if (isTextgateError(error)) return { code: error.code, message: sentenceOf(error) }
  return { code: 'MODEL_FAILED', message: error instanceof Error ? error.message : String(error) }
}

/** The error that `toPlainError` took apart. */
export function fromPlainError({ code, message }: PlainError): TextgateError {
  return new TextgateError(code, message)
}

/** The message without the code in front. */
export function sentenceOf({ code, message }: TextgateError): string {
  return message.startsWith(`${code}: `) ? message.slice(code.length + 2) : message
}
