import type { FastifyReply, FastifyRequest } from 'fastify'
import type { InferenceService } from '../service/inference-service.ts'
import { belowPrefix } from './below-prefix.ts'
import { toFailure } from './request-error.ts'

/**
 * Answers a request that failed: `{ "error": "CODE: message" }` under /v2, the one shape that the Open Inference Protocol has,
 * and `{ "error": { "code", "message" } }` elsewhere. What lies with the server is told to its log.
 *
 * @param prefix - where the routes are mounted
 */
export function refuseRequest({ log, limits }: InferenceService, prefix: string) {
  return (error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const failure = toFailure(error, limits.bodyLimitBytes)
    const { method, url } = request
    // A caller who has gone hears no failure, and there was none.
    if (failure.status >= 500 && !reply.raw.destroyed) {
      log?.({ kind: 'request-failed', method, url, code: failure.code, reason: reasonOf(error) })
    }
    const path = belowPrefix(url.split('?', 1)[0] as string, prefix)
    const isInference = /^\/v2(\/|$)/.test(path)
    const { code, message, retryAfterSeconds } = failure
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
