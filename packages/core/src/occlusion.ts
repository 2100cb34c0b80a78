import { type TokenRun, tokenRuns } from './token-runs.ts'

/** Runs of a text that are left out, one at a time, at most: an explanation costs so many texts, and one more. */
export const MAX_OCCLUDED_RUNS = 200

/** Tokens that one explanation may let the model read, about: a longer text is cut into fewer runs. */
const MAX_TOKENS = 400_000

/** Runs that a text is cut into however long it is: fewer explain nothing. */
const MIN_RUNS = 16

/**
 * The parts of a text that are left out, one at a time, to see what an answer hangs on: single tokens of a text of up to 200; of a
 * longer one 200 runs, and beyond 2,000 tokens fewer, down to 16, as the model reads the text once for each.
 *
 * @param offsets - UTF-16 start and end of each token, int32, shape [tokens, 2]
 * @param most - runs that may be had, at most; below 16 it still gives 16 where the text has so many tokens
 */
export function occlusionRuns(offsets: Int32Array, most = MAX_OCCLUDED_RUNS): TokenRun[] {
  const tokens = offsets.length / 2
  const affordable = Math.floor(MAX_TOKENS / Math.max(1, tokens))
  return tokenRuns(offsets, Math.max(MIN_RUNS, Math.min(MAX_OCCLUDED_RUNS, affordable, most)))
}

/** The ids of a text without those of a run. */
export function withoutRun(ids: Int32Array, { start, end }: TokenRun): Int32Array {
  const left = new Int32Array(ids.length - (end - start))
  left.set(ids.subarray(0, start))
  left.set(ids.subarray(end), start)
  return left
}
