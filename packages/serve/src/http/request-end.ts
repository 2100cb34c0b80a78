import type { FastifyReply, FastifyRequest } from 'fastify'
import type { CallRecord } from '../service/call-record.ts'

/**
 * Told of a request when its answer has left, or its caller has gone.
 *
 * @param isAnswered - false where the caller has gone before
 */
export type RequestEnd = (
  request: FastifyRequest,
  reply: FastifyReply,
  record: CallRecord,
  isAnswered: boolean,
) => void
