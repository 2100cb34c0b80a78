import { type ServerUnaryCall, type StatusObject, type sendUnaryData, status } from '@grpc/grpc-js'
import { isTextgateError, TextgateError } from '@textgate/core'
import type { AccessControl } from '../access/access-control.ts'
import { invalidRequest } from '../invalid-request.ts'
import type { InferenceService } from '../service/inference-service.ts'
import { callAccess } from './call-access.ts'
import { toGrpcStatus } from './grpc-status.ts'
import { UnreadableMessage } from './proto.ts'

/** What calls of all kinds have. */
interface ServerCall {
  getDeadline(): Date | number
  once(event: 'cancelled', listener: () => void): unknown
}

/** What all calls of a server share. */
export interface GrpcContext {
  readonly service: InferenceService
  /** Without them, calls need no key. */
  readonly keys?: AccessControl | undefined
}

/** What answers a call beside its message. */
export interface CallState {
  /** As the caller may use it. */
  readonly service: InferenceService
  /** Aborted when the caller has gone or its deadline is over. */
  readonly signal: AbortSignal
  /** Of the call, in milliseconds since 1970; Infinity where there is none. */
  readonly deadline: number
}

/** Gives the response message; throws for anything else. */
export type Answer<Request> = (request: Request, state: CallState) => object | Promise<object>

/** A method of one message and one answer: it needs a key where the server has keys, and is refused while the server closes. */
export function unaryMethod<Request extends object>(context: GrpcContext, answer: Answer<Request>) {
  return unary<Request>(context, (call, signal) => {
    checkOpen(context.service)
    const { service, enter } = callAccess(context.service, context.keys, call.metadata)
    const leave = enter()
    const answered = Promise.resolve().then(() =>
      answer(readable(call.request), { service, signal, deadline: deadlineOf(call) }),
    )
    return answered.finally(leave)
  })
}

/** A method about the server's health: it needs no key, and is answered while the server closes, too. */
export function openMethod(context: GrpcContext, answer: () => object) {
  return unary(context, async (call) => {
    readable(call.request)
    return answer()
  })
}

function unary<Request extends object>(
  { service }: GrpcContext,
  answer: (call: ServerUnaryCall<Request, object>, signal: AbortSignal) => Promise<object>,
) {
  return async (call: ServerUnaryCall<Request, object>, callback: sendUnaryData<object>): Promise<void> => {
    const start = performance.now()
    try {
      const response = await answer(call, signalOf(call))
      callback(null, response)
      logCall(service, call.getPath(), start)
    } catch (error) {
      const failure = toGrpcStatus(error)
      callback(failure)
      logCall(service, call.getPath(), start, failure, error)
    }
  }
}

/** @throws SERVER_CLOSING */
export function checkOpen({ isOpen }: InferenceService): void {
  if (!isOpen)
    throw new TextgateError('SERVER_CLOSING', 'the server is stopping; ask another instance, or again later')
}

/** @throws REQUEST_INVALID where the bytes were no message */
export function readable<Request extends object>(request: Request): Request {
  if (request instanceof UnreadableMessage)
    throw invalidRequest(`the message cannot be read as protobuf: ${request.reason}`)
  return request
}

/** Aborted when the caller has gone or its deadline is over. */
export function signalOf(call: ServerCall): AbortSignal {
  const gone = new AbortController()
  call.once('cancelled', () => gone.abort())
  return gone.signal
}

/** In milliseconds since 1970; Infinity where there is none. */
export function deadlineOf(call: ServerCall): number {
  const deadline = call.getDeadline()
  return typeof deadline === 'number' ? deadline : deadline.getTime()
}

/**
 * Tells the log of a call that has ended.
 *
 * @param start - of the call, in milliseconds of `performance.now()`
 */
export function logCall(
  { log }: InferenceService,
  path: string,
  start: number,
  failure?: StatusObject,
  error?: unknown,
): void {
  const code = status[failure?.code ?? status.OK]
  if (failure?.code === status.INTERNAL || (error !== undefined && !isTextgateError(error))) {
    const reason = error instanceof Error ? (error.stack ?? error.message) : String(error)
    log?.({ kind: 'call-failed', path, status: code, reason })
  }
  log?.({ kind: 'call', path, status: code, ms: performance.now() - start })
}
