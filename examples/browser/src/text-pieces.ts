/** Neighbouring tokens: the number of the first, and the one after the last. */
export interface TextPiece {
  readonly first: number
  readonly end: number
}

/** Pieces of a text at most: each costs a run over the text without it. */
const MOST_PIECES = 100

/**
 * Cuts the tokens of a text into pieces of equal size, of one token where there are few enough. Tokens that share a letter, as
 * the bytes of a rare one do, stay together.
 *
 * @param offsets - UTF-16 start and end of each token, int32, shape [tokens, 2]
 */
export function textPieces(offsets: Int32Array): TextPiece[] {
  const tokens = offsets.length / 2
  const size = Math.max(1, Math.ceil(tokens / MOST_PIECES))
  const pieces: TextPiece[] = []
  for (let first = 0, end = 0; first < tokens; first = end) {
    end = Math.min(tokens, first + size)
    while (end < tokens && (offsets[2 * end] as number) < (offsets[2 * end - 1] as number)) end++
    pieces.push({ first, end })
  }
  return pieces
}
