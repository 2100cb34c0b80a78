import { pipeline, type Readable } from 'node:stream'
import { createGunzip, createInflate } from 'node:zlib'
import { invalidRequest } from '../../invalid-request.ts'

const DECODERS = { gzip: createGunzip, 'x-gzip': createGunzip, deflate: createInflate } as const

/**
 * A body that is read as it comes, without its compression. What comes out is not bounded as a whole; its readers bound what
 * they keep of it.
 *
 * @param encoding - the header content-encoding
 * @throws REQUEST_INVALID for another encoding than gzip and deflate (415)
 */
export function plainStream(body: Readable, encoding: string | undefined): Readable {
  if (encoding === undefined || encoding === 'identity') return body
  const create = Object.hasOwn(DECODERS, encoding) ? DECODERS[encoding as keyof typeof DECODERS] : undefined
  if (!create) {
    throw invalidRequest(`content-encoding ${encoding} is not supported; send gzip, deflate or none`, 415)
  }
  // Whoever reads sees the error.
  return pipeline(body, create(), () => undefined)
}
