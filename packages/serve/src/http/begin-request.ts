import type { FastifyReply, FastifyRequest } from 'fastify'
import { newCallRecord, setRecord } from '../service/call-record.ts'
import type { InferenceService } from '../service/inference-service.ts'
import { REQUEST_ID, requestIdOf } from '../service/request-id.ts'
import { logWhenAnswered } from './log-when-answered.ts'

/**
 * Begins the record of a request, and tells the caller under which name it stands in the log: the one that a hook of the server
 * around it has told already, the caller's own, or a new one.
 */
export function beginRequest(
  { logRequest }: InferenceService,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  const given = reply.getHeader(REQUEST_ID) ?? request.headers[REQUEST_ID]
  const record = newCallRecord(requestIdOf(given))
  setRecord(request, record)
  reply.header(REQUEST_ID, record.requestId)
  if (logRequest) logWhenAnswered(request, reply, record, logRequest)
}
