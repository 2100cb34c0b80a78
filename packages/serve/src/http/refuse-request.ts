import type { FastifyReply, FastifyRequest } from 'fastify'
import { recordOf } from '../service/call-record.ts'
import type { InferenceService } from '../service/inference-service.ts'
import { endConnection } from './begin-request.ts'
import { belowPrefix } from './below-prefix.ts'
import { pathOf } from './path-of.ts'
import { toFailure } from './request-error.ts'

/**
 * Answers a request that failed: `{ "error": "CODE: message" }` under /v2, the one shape that the Open Inference Protocol has,
 * and `{ "error": { "code", "message" } }` elsewhere. What lies with the server is told to its log.
 *
 * @param prefix - where the routes are mounted
 */
export function refuseRequest(service: InferenceService, prefix: string) {
  const { log, limits } = service
  return (error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const failure = toFailure(error, limits.bodyLimitBytes)
    const { method } = request
    const url = pathOf(request.url)
    // A caller who has gone hears no failure, and there was none.
    if (failure.status >= 500 && !reply.raw.destroyed) {
      const { requestId = '' } = recordOf(request) ?? {}
      log?.({ kind: 'request-failed', requestId, method, url, code: failure.code, reason: reasonOf(error) })
    }
    const isInference = /^\/v2(\/|$)/.test(belowPrefix(url, prefix))
    const { code, message, retryAfterSeconds } = failure
    endConnection(service, reply)
    if (retryAfterSeconds !== undefined) reply.header('retry-after', String(Math.ceil(retryAfterSeconds)))
    const body = { error: isInference ? `${code}: ${message}` : { code, message } }
    // As text: a serializer of the server around it has other answers in mind.
    return reply
      .code(failure.status)
      .header('content-type', 'application/json; charset=utf-8')
      .send(JSON.stringify(body))
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
