import type { FastifyReply } from 'fastify'
import { mayPack, packedBody } from './packed-body.ts'
import { RawAnswer } from './raw-answer.ts'

const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' }

/** Sends what a route answered, packed where the client takes it so and it pays. */
export function sendAnswer(
  reply: FastifyReply,
  answer: unknown,
  acceptEncoding: string | string[] | undefined,
): FastifyReply | Promise<FastifyReply> {
  const { body, headers } =
    answer instanceof RawAnswer ? answer : { body: JSON.stringify(answer), headers: JSON_TYPE }
  reply.headers(headers)
  if (typeof body !== 'string' && !(body instanceof Uint8Array)) return reply.send(body)
  return mayPack(body, acceptEncoding) ? sendPacked(reply, body, acceptEncoding) : reply.send(body)
}

async function sendPacked(
  reply: FastifyReply,
  body: string | Uint8Array,
  acceptEncoding: string | string[] | undefined,
): Promise<FastifyReply> {
  const packed = await packedBody(body, acceptEncoding)
  // A cache must not give the packed answer to one who did not ask for it.
  reply.header('vary', 'accept-encoding')
  if (packed.encoding !== undefined) reply.header('content-encoding', packed.encoding)
  return reply.send(packed.body)
}
