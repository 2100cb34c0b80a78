import type { FastifyReply, FastifyRequest } from 'fastify'
import { type CallRecord, newCallRecord, setRecord } from '../service/call-record.ts'
import type { InferenceService } from '../service/inference-service.ts'
import { REQUEST_ID, requestIdOf } from '../service/request-id.ts'
import type { RequestEnd } from './request-end.ts'

/**
 * Begins the record of a request, and tells the caller under which name it stands in the log: the one that a hook of the server
 * around it has told already, the caller's own, or a new one.
 *
 * @param ends - told when the request has ended
 */
export function beginRequest(
  service: InferenceService,
  request: FastifyRequest,
  reply: FastifyReply,
  ends: readonly RequestEnd[],
): CallRecord {
  const given = reply.getHeader(REQUEST_ID) ?? request.headers[REQUEST_ID]
  const record = newCallRecord(requestIdOf(given))
  setRecord(request, record)
  reply.header(REQUEST_ID, record.requestId)
  endConnection(service, reply)
  // Two listeners for all who want to know: each of its own would cost every request some time.
  let isEnded = false
  const end = (isAnswered: boolean) => {
    isEnded = true
    record.onArrived?.()
    for (const told of ends) told(request, reply, record, isAnswered)
  }
  reply.raw.on('finish', () => end(true))
  reply.raw.on('close', () => {
    if (isEnded) return
    record.onGone?.()
    end(false)
  })
  return record
}

/** Has the client end its connection with this answer where the server stops: else it would keep it, and closing would wait. */
export function endConnection({ keepsConnections }: InferenceService, reply: FastifyReply): void {
  if (!keepsConnections) reply.header('connection', 'close')
}
