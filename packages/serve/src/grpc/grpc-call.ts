import { Metadata, type ServerUnaryCall, type sendUnaryData, type status } from '@grpc/grpc-js'
import { TextgateError } from '@textgate/core'
import type { AccessControl } from '../access/access-control.ts'
import { invalidRequest } from '../invalid-request.ts'
import { type CallRecord, setRecord } from '../service/call-record.ts'
import type { InferenceService } from '../service/inference-service.ts'
import { REQUEST_ID } from '../service/request-id.ts'
import { callAccess } from './call-access.ts'
import { beginCall, type EndedCall } from './call-in-progress.ts'
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
  /** Told of each call, and of each message of a stream, that was answered. */
  readonly onCall?: ((call: EndedCall) => void) | undefined
  /** Begins the span of a call; what it returns ends it. */
  readonly traceCall?: TraceCall | undefined
}

/** @returns called with the status when the call has ended */
export type TraceCall = (path: string, metadata: Metadata, record: CallRecord) => (code: status) => void

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
  return unary<Request>(context, (call, signal, record) => {
    checkOpen(context.service)
    const { service, caller, enter } = callAccess(context.service, context.keys, call.metadata)
    record.caller = caller
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
  context: GrpcContext,
  answer: (
    call: ServerUnaryCall<Request, object>,
    signal: AbortSignal,
    record: CallRecord,
  ) => Promise<object>,
) {
  return async (call: ServerUnaryCall<Request, object>, callback: sendUnaryData<object>): Promise<void> => {
    const { record, end } = beginCall(context, call)
    const signal = signalOf(call)
    setRecord(signal, record)
    try {
      const response = await answer(call, signal, record)
      callback(null, response, trailerOf(record))
      end()
    } catch (error) {
      const failure = toGrpcStatus(error, trailerOf(record))
      callback(failure)
      end(failure, error)
    }
  }
}

/** What goes out after an answer: the name of the request. */
export function trailerOf({ requestId }: CallRecord): Metadata {
  const trailer = new Metadata()
  trailer.set(REQUEST_ID, requestId)
  return trailer
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
