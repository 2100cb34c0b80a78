import type { FastifyReply } from 'fastify'
import type { InferenceService } from '../service/inference-service.ts'
import { endConnection } from './begin-request.ts'
import { mayPack, packedBody } from './packed-body.ts'
import { RawAnswer } from './raw-answer.ts'

const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' }

/**
 * Sends what a route answered, packed where the client takes it so and it pays.
 *
 * @throws what `JSON.stringify` throws
 */
export function sendAnswer(
  service: InferenceService,
  reply: FastifyReply,
  answer: unknown,
  acceptEncoding: string | string[] | undefined,
): void {
  const { body, headers } =
    answer instanceof RawAnswer ? answer : { body: JSON.stringify(answer), headers: JSON_TYPE }
  endConnection(service, reply)
  reply.headers(headers)
  const isWhole = typeof body === 'string' || body instanceof Uint8Array
  if (isWhole && mayPack(body, acceptEncoding)) {
    sendPacked(reply, body, acceptEncoding).catch((error: Error) => reply.send(error))
  } else {
    void reply.send(body)
  }
}

async function sendPacked(
  reply: FastifyReply,
  body: string | Uint8Array,
  acceptEncoding: string | string[] | undefined,
): Promise<void> {
  const packed = await packedBody(body, acceptEncoding)
  // A cache must not give the packed answer to one who did not ask for it.
  reply.header('vary', 'accept-encoding')
  if (packed.encoding !== undefined) reply.header('content-encoding', packed.encoding)
  void reply.send(packed.body)
}
