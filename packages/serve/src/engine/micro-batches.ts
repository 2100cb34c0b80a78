import { RunShape } from './run-shape.ts'

/** Rows of one run at most: beyond this ONNX Runtime's GRU gains little a text, and each run blocks for longer. */
export const DEFAULT_MAX_BATCH = 32

/**
 * Tokens of one run at most, padding included: 32 texts of ordinary length, and no multiple of a long document's memory. A
 * longer text is a run of its own.
 */
export const MAX_TOKENS = 16_384

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
  const limits = { maxTexts: maxBatch, maxCells: maxTokens }
  const batches: number[][] = []
  let current: number[] = []
  let shape = new RunShape(limits)
  for (const i of order) {
    const length = Math.max(1, lengths[i] as number) // an empty text takes a column, too
    if (current.length === 0 || !shape.fits(length)) {
      current = []
      shape = new RunShape(limits)
      batches.push(current)
    }
    current.push(i)
    shape.add(length)
  }
  return batches
}
