import type { Encoding } from '@textgate/core'

/** A token of a text and how much each head attends to it. */
export interface AttendedToken {
  /** What stands in the text there, as it was written. */
  readonly text: string
  /** UTF-16 offset of its first unit. */
  readonly start: number
  /** UTF-16 offset behind its last unit. */
  readonly end: number
  /** By head, each in [0, 1]; over the tokens of a text those of a head sum to 1. */
  readonly weight: readonly number[]
}

/**
 * Joins the tokens of a text with the attention that a model pays to them.
 *
 * @param encoding - what the tokenizer's `encode` gives of the text
 * @param attention - of the text's row, float32, row-major, shape [heads, length], as the classifier's `attention` gives it;
 *   of a batch with several rows, the part of one row
 * @param heads - heads of the model, `config.attentionHeads`
 * @returns the tokens in the order of the text
 * @throws RangeError when `attention` has no whole number of values a head, or fewer than there are tokens
 */
export function attendedTokens(
  text: string,
  { offsets }: Pick<Encoding, 'offsets'>,
  attention: Float32Array,
  heads: number,
): AttendedToken[] {
  const tokens = offsets.length / 2
  const length = attention.length / heads
  if (!Number.isInteger(length) || length < tokens) {
    throw new RangeError(
      `attendedTokens: ${attention.length} values are no ${heads} heads of ${tokens} tokens or more; give the attention of this text's row`,
    )
  }
  return Array.from({ length: tokens }, (_, t) => {
    const [start, end] = [offsets[2 * t] as number, offsets[2 * t + 1] as number]
    const weight = Array.from({ length: heads }, (_, k) => attention[k * length + t] as number)
    return { text: text.slice(start, end), start, end, weight }
  })
}
