/** Rows of one run at most: beyond this ONNX Runtime's GRU gains little a text, and each run blocks for longer. */
export const DEFAULT_MAX_BATCH = 32

/**
 * Tokens of one run at most, padding included: 32 texts of ordinary length, and no multiple of a long document's memory. A
 * longer text is a run of its own.
 */
export const MAX_TOKENS = 16_384

/** Share of padding that a run may have at most. Above it, padding costs more than a fuller batch gains. */
export const MAX_PADDING = 0.1

/**
 * Splits texts into batches of like lengths, so that little is computed for padding.
 *
 * @param lengths - tokens that the model computes for each text, in any order
 * @param maxBatch - texts of one batch at most, at least 1
 * @param maxTokens - of one batch at most, padding included; a text of more is a batch of its own
 * @returns positions in `lengths`, each exactly once; no batch is empty
 */
export function microBatches(
  lengths: readonly number[],
  maxBatch = DEFAULT_MAX_BATCH,
  maxTokens = MAX_TOKENS,
): number[][] {
  if (lengths.length === 1) return [[0]]
  // From the longest down: its length is that of the batch, and what fits into one batch altogether is not split.
  const order = lengths.map((_, i) => i).sort((a, b) => (lengths[b] as number) - (lengths[a] as number))
  const batches: number[][] = []
  let current: number[] = []
  let longest = 0
  let tokens = 0
  for (const i of order) {
    const length = Math.max(1, lengths[i] as number) // an empty text takes a column, too
    const cells = (current.length + 1) * longest
    const isPadded = cells - (tokens + length) > MAX_PADDING * cells
    if (current.length === 0 || current.length === maxBatch || cells > maxTokens || isPadded) {
      current = []
      batches.push(current)
      longest = length
      tokens = 0
    }
    current.push(i)
    tokens += length
  }
  return batches
}
