import type { Encoding } from '@textgate/core'

/** Text to ids, truncated: what the modes implement. */
export interface Encoder {
  encode(text: string): Encoding
  encodeIds(text: string): Int32Array
}
