import type { RawRequest } from '../../http/json-body.ts'
import { invalidRequest } from '../../invalid-request.ts'
import { shortName, shown } from '../../name-of.ts'

/** The header that says how much of a body is JSON. */
export const HEADER_LENGTH = 'inference-header-content-length'

/** The bytes of tensors behind the JSON of a body. */
export interface BinaryPart {
  /** The next bytes. @throws REQUEST_INVALID when `size` is no integer of at least 0, or more than there are */
  take(name: string, size: unknown): Uint8Array
  /** All that no one took. */
  rest(): Uint8Array
  /** @throws REQUEST_INVALID when bytes are left */
  end(): void
}

/** A body of JSON and bytes; the JSON may be empty. */
export interface BodyParts {
  readonly json: Uint8Array
  readonly binary: BinaryPart
}

/**
 * Takes a body apart where it has the binary tensor data extension.
 *
 * @returns undefined where the request has no header Inference-Header-Content-Length
 * @throws REQUEST_INVALID when the header is no integer, or more than the body has
 */
export function splitBody({ headers, body }: RawRequest): BodyParts | undefined {
  const header = headers[HEADER_LENGTH]
  if (header === undefined) return undefined
  const bytes = body instanceof Uint8Array ? body : new Uint8Array()
  const length = typeof header === 'string' && /^\d{1,15}$/.test(header) ? Number(header) : undefined
  if (length === undefined) {
    throw invalidRequest(
      `the header Inference-Header-Content-Length must be one integer of at least 0, not ${shown(header)}`,
    )
  }
  if (length > bytes.length) {
    throw invalidRequest(
      `the header Inference-Header-Content-Length says ${length}, and the body has ${bytes.length} bytes`,
    )
  }
  return { json: bytes.subarray(0, length), binary: binaryPart(bytes.subarray(length)) }
}

function binaryPart(bytes: Uint8Array): BinaryPart {
  let position = 0
  return {
    take: (name, size) => {
      if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0) {
        throw invalidRequest(
          `binary_data_size of input ${shortName(name)} must be an integer of at least 0, not ${shown(size)}`,
        )
      }
      const left = bytes.length - position
      if (size > left) {
        throw invalidRequest(
          `binary_data_size of input ${shortName(name)} is ${size}, and the body has ${left} bytes left`,
        )
      }
      position += size
      return bytes.subarray(position - size, position)
    },
    rest: () => bytes.subarray(position),
    end: () => {
      if (position === bytes.length) return
      throw invalidRequest(
        `the body has ${bytes.length - position} bytes more than the inputs' binary_data_size say`,
      )
    },
  }
}
