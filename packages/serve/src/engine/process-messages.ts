import { type ErrorCode, isTextgateError, TextgateError } from '@textgate/core'
import type { ServedModel } from '../service/served-model.ts'
import type { Job, JobResult } from './executor.ts'
import type { ModelSource } from './model-source.ts'
import type { OpenModelOptions } from './open-model.ts'

/** What a process is started with. */
export interface ProcessSetup {
  readonly sources: readonly ModelSource[]
  readonly options: OpenModelOptions
}

/** Milliseconds that a token costs, by the key of each text model. */
export type TokenCosts = Readonly<Record<string, number>>

/** To the process. */
export type ProcessRequest =
  | { readonly kind: 'open'; readonly setup: ProcessSetup }
  | { readonly kind: 'run'; readonly id: number; readonly job: Job }
  /** Answer what came before, free the models, end. */
  | { readonly kind: 'close' }

/** From the process. */
export type ProcessReply =
  | { readonly kind: 'opened'; readonly served: readonly ServedModel[]; readonly tokenMs: TokenCosts }
  | { readonly kind: 'unusable'; readonly error: PlainError }
  | { readonly kind: 'result'; readonly id: number; readonly result: JobResult }
  | { readonly kind: 'refusal'; readonly id: number; readonly error: PlainError }

/** An error that survives serialisation, which keeps neither classes nor codes. */
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
