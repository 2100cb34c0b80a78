import { promisify } from 'node:util'
import { deflate, gzip } from 'node:zlib'

/** Bytes of an answer from which on packing pays: below, headers outweigh it. */
export const MIN_PACKED_BYTES = 2_048

const ENCODERS = [
  ['gzip', promisify(gzip)],
  ['deflate', promisify(deflate)],
] as const

/** An answer's body and how it is packed, if it is. */
export interface PackedBody {
  readonly body: string | Uint8Array
  readonly encoding?: string
}

/**
 * Packs a body as the client's accept-encoding allows, gzip before deflate; small ones are left alone.
 *
 * @param acceptEncoding - the request's header
 */
export async function packedBody(
  body: string | Uint8Array,
  acceptEncoding: string | string[] | undefined,
): Promise<PackedBody> {
  const accepted = acceptedEncodings(String(acceptEncoding ?? ''))
  const found = ENCODERS.find(([name]) => accepted.get(name) ?? accepted.get('*') ?? false)
  return found ? { body: await found[1](body), encoding: found[0] } : { body }
}

/** Whether a body is large enough, and its client may want it packed. */
export function mayPack(body: string | Uint8Array, acceptEncoding: string | string[] | undefined): boolean {
  return acceptEncoding !== undefined && body.length >= MIN_PACKED_BYTES
}

function acceptedEncodings(header: string): Map<string, boolean> {
  return new Map(
    header.split(',').map((part) => {
      const [name = '', ...parameters] = part.toLowerCase().split(';')
      const isRefused = parameters.some((parameter) => /^\s*q\s*=\s*0(\.0*)?\s*$/.test(parameter))
      return [name.trim(), !isRefused]
    }),
  )
}
