/** Neighbouring tokens. */
export interface TokenRun {
  /** Number of the first token. */
  readonly start: number
  /** Number after the last. */
  readonly end: number
}

/**
 * Cuts the tokens of a text into runs of equal size, of one token where there are few enough. Tokens that share a
 * character, as the bytes of a rare character do in BPE, stay in one run.
 *
 * @param offsets - UTF-16 start and end of each token, int32, shape [tokens, 2]
 * @param most - runs at most, 1 or more
 */
export function tokenRuns(offsets: Int32Array, most: number): TokenRun[] {
  const tokens = offsets.length / 2
  const size = Math.max(1, Math.ceil(tokens / most))
  const runs: TokenRun[] = []
  for (let start = 0, end = 0; start < tokens; start = end) {
    end = Math.min(tokens, start + size)
    while (end < tokens && offsets[2 * end]! < offsets[2 * end - 1]!) end++
    runs.push({ start, end })
  }
  return runs
}
