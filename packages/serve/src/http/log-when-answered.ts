import type { FastifyReply, FastifyRequest } from 'fastify'
import type { RequestEvent } from '../server-event.ts'
import { answeredBy } from '../service/answered-by.ts'
import type { CallRecord } from '../service/call-record.ts'
import { pathOf } from './path-of.ts'

/** Status of a request whose caller has gone before it was answered, as nginx has it. */
const CALLER_GONE = 499

/** Tells of a request when its answer has left, or its caller has gone. */
export function logWhenAnswered(
  request: FastifyRequest,
  reply: FastifyReply,
  record: CallRecord,
  log: (event: RequestEvent) => void,
): void {
  reply.raw.once('close', () => {
    const { method, url } = request
    const status = reply.raw.writableFinished ? reply.statusCode : CALLER_GONE
    const ms = reply.elapsedTime
    log({ kind: 'request', method, url: pathOf(url), status, ms, ...answeredBy(record) })
  })
}
