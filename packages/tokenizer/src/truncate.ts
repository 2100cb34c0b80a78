import type { TokenizerConfig } from '@textgate/core'

/** Which of `length` tokens are kept: the first `head` and the last `tail`. */
export interface Kept {
  readonly head: number
  readonly tail: number
}

/** head-tail keeps the first half and the last half, the odd one at the head. */
export function keptTokens(
  length: number,
  { maxLength, truncation }: Pick<TokenizerConfig, 'maxLength' | 'truncation'>,
): Kept {
  if (length <= maxLength) return { head: length, tail: 0 }
  if (truncation === 'head') return { head: maxLength, tail: 0 }
  if (truncation === 'tail') return { head: 0, tail: maxLength }
  const tail = Math.floor(maxLength / 2)
  return { head: maxLength - tail, tail }
}

/** The kept part of the first `length * width` values of a longer buffer, `width` values a token, copied. */
export function keep(values: Int32Array, length: number, width: number, { head, tail }: Kept): Int32Array {
  const result = new Int32Array((head + tail) * width)
  result.set(values.subarray(0, head * width))
  result.set(values.subarray((length - tail) * width, length * width), head * width)
  return result
}
