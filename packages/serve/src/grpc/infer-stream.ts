import type { ServerDuplexStream } from '@grpc/grpc-js'
import { callAccess } from './call-access.ts'
import {
  type CallState,
  checkOpen,
  deadlineOf,
  type GrpcContext,
  logCall,
  readable,
  signalOf,
} from './grpc-call.ts'
import { toGrpcStatus } from './grpc-status.ts'
import type { InferRequestMessage } from './messages.ts'

/** Requests of one stream that are under way at most, before more are read. */
const MAX_UNDER_WAY = 64

type InferAnswer = (request: InferRequestMessage, state: CallState) => Promise<object>

type InferStream = ServerDuplexStream<InferRequestMessage, object>

/**
 * ModelStreamInfer: requests are answered side by side, and answers go out in the order of their requests. One that cannot be
 * answered gets an `error_message` as `CODE: message`, and the stream goes on.
 */
export function streamMethod(context: GrpcContext, answer: InferAnswer) {
  return async (call: InferStream): Promise<void> => {
    const start = performance.now()
    try {
      await answerAll(context, answer, call)
      call.end()
    } catch (error) {
      // Whoever has gone is told nothing.
      const failure = toGrpcStatus(error)
      if (!call.cancelled) call.emit('error', failure)
      logCall(context.service, call.getPath(), start, failure, error)
    }
  }
}

async function answerAll(context: GrpcContext, answer: InferAnswer, call: InferStream): Promise<void> {
  checkOpen(context.service)
  const { service, enter } = callAccess(context.service, context.keys, call.metadata)
  const state = { service, signal: signalOf(call), deadline: deadlineOf(call) }
  const answerOne = async (message: InferRequestMessage): Promise<object> => {
    const start = performance.now()
    try {
      checkOpen(context.service)
      const request = readable(message)
      const leave = enter()
      const infer_response = await answer(request, state).finally(leave)
      logCall(context.service, call.getPath(), start)
      return { infer_response }
    } catch (error) {
      const failure = toGrpcStatus(error)
      logCall(context.service, call.getPath(), start, failure, error)
      const { id = '', model_name = '', model_version = '' } = message
      return { error_message: failure.details, infer_response: { id, model_name, model_version } }
    }
  }

  let written = Promise.resolve()
  let underWay = 0
  const writeNext = async (before: Promise<void>, answered: Promise<object>) => {
    await before
    await write(call, await answered)
    underWay -= 1
    call.resume()
  }
  call.on('data', (message: InferRequestMessage) => {
    underWay += 1
    if (underWay >= MAX_UNDER_WAY) call.pause()
    written = writeNext(written, answerOne(message))
  })
  await new Promise<void>((resolve) => {
    call.once('end', resolve)
    call.once('cancelled', resolve)
  })
  await written
}

/** Resolves when there is room for more. */
async function write(call: InferStream, message: object): Promise<void> {
  if (call.destroyed || call.write(message)) return
  await new Promise<void>((resolve) => {
    call.once('drain', resolve)
    call.once('close', resolve)
  })
}
