import type { CallRun } from './call-run.ts'
import type { ServedModel } from './served-model.ts'

/** What is known of a request while it is answered: for the log, the metrics and the trace. */
export interface CallRecord {
  readonly requestId: string
  /** When it came, in milliseconds of `performance.now()`. */
  readonly begun: number
  /** Name of the caller's key, if it needs one. */
  caller: string | undefined
  /** The version that was asked last, if one was. */
  model: ServedModel | undefined
  /** Texts, or requests of tensors, that models were asked. */
  texts: number
  /** Of the trace in which the request is, if it is in one. */
  traceId: string | undefined
  /** Told of each run that had some of them, where that is of use. */
  onRun: ((run: CallRun) => void) | undefined
  /** Called when it is there whole, over HTTP, or when nobody waits for the rest of it. */
  onArrived: (() => void) | undefined
  /** Called when the caller has gone before it was answered, over HTTP. */
  onGone: (() => void) | undefined
}

/** Where a request keeps its record: a member of its own costs less than a place in a WeakMap, which garbage collection follows. */
const RECORD = Symbol('textgate record')

type Subject = object & { [RECORD]?: CallRecord }

export function newCallRecord(requestId: string): CallRecord {
  return {
    requestId,
    begun: performance.now(),
    caller: undefined,
    model: undefined,
    texts: 0,
    traceId: undefined,
    onRun: undefined,
    onArrived: undefined,
    onGone: undefined,
  }
}

/**
 * The record of a request.
 *
 * @param subject - what stands for the request: that of fastify, or the signal that its caller has gone
 */
export function recordOf(subject: object | undefined): CallRecord | undefined {
  return (subject as Subject | undefined)?.[RECORD]
}

export function setRecord(subject: object, record: CallRecord): void {
  const holder: Subject = subject
  holder[RECORD] = record
}
