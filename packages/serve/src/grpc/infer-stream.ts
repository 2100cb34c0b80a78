import type { ServerDuplexStream } from '@grpc/grpc-js'
import { type CallRecord, setRecord } from '../service/call-record.ts'
import { callAccess } from './call-access.ts'
import { beginCall, beginMessage } from './call-in-progress.ts'
import {
  type CallState,
  checkOpen,
  deadlineOf,
  type GrpcContext,
  readable,
  signalOf,
  trailerOf,
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
    const { record, end } = beginCall(context, call, true)
    try {
      await answerAll(context, answer, call, record)
      call.end(trailerOf(record))
      end()
    } catch (error) {
      // Whoever has gone is told nothing.
      const failure = toGrpcStatus(error, trailerOf(record))
      if (!call.cancelled) call.emit('error', failure)
      end(failure, error)
    }
  }
}

async function answerAll(
  context: GrpcContext,
  answer: InferAnswer,
  call: InferStream,
  stream: CallRecord,
): Promise<void> {
  checkOpen(context.service)
  const { service, caller, enter } = callAccess(context.service, context.keys, call.metadata)
  stream.caller = caller
  const gone = signalOf(call)
  const deadline = deadlineOf(call)
  const answerOne = async (message: InferRequestMessage): Promise<object> => {
    const { record, end } = beginMessage(context, call.getPath(), stream)
    const { signal, release } = signalAfter(gone)
    setRecord(signal, record)
    try {
      checkOpen(context.service)
      const request = readable(message)
      const leave = enter()
      const infer_response = await answer(request, { service, signal, deadline }).finally(leave)
      end()
      return { infer_response }
    } catch (error) {
      const failure = toGrpcStatus(error)
      end(failure, error)
      const { id = '', model_name = '', model_version = '' } = message
      return { error_message: failure.details, infer_response: { id, model_name, model_version } }
    } finally {
      release()
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

/** A signal of one message, which is aborted with that of its stream until it is released. */
function signalAfter(gone: AbortSignal): { signal: AbortSignal; release(): void } {
  const controller = new AbortController()
  const abort = () => controller.abort(gone.reason)
  if (gone.aborted) abort()
  gone.addEventListener('abort', abort)
  return { signal: controller.signal, release: () => gone.removeEventListener('abort', abort) }
}

/** Resolves when there is room for more. */
async function write(call: InferStream, message: object): Promise<void> {
  if (call.destroyed || call.write(message)) return
  await new Promise<void>((resolve) => {
    call.once('drain', resolve)
    call.once('close', resolve)
  })
}
