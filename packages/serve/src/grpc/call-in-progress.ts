import { type Metadata, type StatusObject, status } from '@grpc/grpc-js'
import { isTextgateError } from '@textgate/core'
import { answeredBy } from '../service/answered-by.ts'
import { type CallRecord, newCallRecord } from '../service/call-record.ts'
import { REQUEST_ID, requestIdOf } from '../service/request-id.ts'
import type { GrpcContext } from './grpc-call.ts'

/** A call, or a message of a stream, until it is answered. */
export interface CallInProgress {
  readonly record: CallRecord
  /** Tells log, metrics and trace that it was answered, or why not. */
  end(failure?: StatusObject, error?: unknown): void
}

/** A call that has ended. */
export interface EndedCall {
  readonly record: CallRecord
  /** By name, e.g. `OK`. */
  readonly status: string
  readonly ms: number
}

type Call = { getPath(): string; readonly metadata: Metadata }

/**
 * Begins a call, with the name that the caller gave it or a new one.
 *
 * @param isStream - whether its messages are told one by one, so that it is told itself only where it fails
 */
export function beginCall(context: GrpcContext, call: Call, isStream = false): CallInProgress {
  const record = newCallRecord(requestIdOf(call.metadata.get(REQUEST_ID)[0]))
  const path = call.getPath()
  const endSpan = context.traceCall?.(path, call.metadata, record)
  const { end } = inProgress(context, path, record)
  return {
    record,
    end: (failure, error) => {
      if (failure || !isStream) end(failure, error)
      endSpan?.(failure?.code ?? status.OK)
    },
  }
}

/** Begins a message of a stream: it has the name of the stream, and its runs are of the stream's span. */
export function beginMessage(context: GrpcContext, path: string, stream: CallRecord): CallInProgress {
  const { requestId, caller, traceId, onRun } = stream
  return inProgress(context, path, { ...newCallRecord(requestId), caller, traceId, onRun })
}

function inProgress({ service, onCall }: GrpcContext, path: string, record: CallRecord): CallInProgress {
  const start = performance.now()
  const { requestId } = record
  return {
    record,
    end: (failure, error) => {
      const code = failure?.code ?? status.OK
      const name = status[code]
      if (code === status.INTERNAL || (error !== undefined && !isTextgateError(error))) {
        const reason = error instanceof Error ? (error.stack ?? error.message) : String(error)
        service.log?.({ kind: 'call-failed', requestId, path, status: name, reason })
      }
      const ms = performance.now() - start
      service.logRequest?.({ kind: 'call', path, status: name, ms, ...answeredBy(record) })
      onCall?.({ record, status: name, ms })
    },
  }
}
