import { type Batch, padBatch, type RandomGenerator } from '@textgate/core'
import { type EncodedExamples, rowIds } from './encoded-examples.ts'

/** Batches whose rows are sorted by length together: enough for little padding, few enough to keep batches varied. */
const POOL_BATCHES = 50

/**
 * The batches of one epoch: rows are shuffled, each pool of 50 batches is sorted by length, and the batches are
 * shuffled. Every row appears exactly once; the same generator state gives the same batches.
 *
 * @param lengths - tokens of each row, int32, shape [rows]
 * @param batchSize - rows of a batch at most; all but one batch are full
 * @returns row numbers of each batch
 */
export function epochBatches(lengths: Int32Array, batchSize: number, random: RandomGenerator): Int32Array[] {
  const rows = random.shuffle(Int32Array.from(lengths.keys()))
  const batches: Int32Array[] = []
  for (let start = 0; start < rows.length; start += batchSize * POOL_BATCHES) {
    // A copy: the sort is stable, so rows of one length stay shuffled.
    const pool = rows.slice(start, start + batchSize * POOL_BATCHES)
    batches.push(...cut(sortByLength(pool, lengths), batchSize))
  }
  return random.shuffle(batches)
}

/** Batches for evaluation: all rows sorted by length, shortest first, for the least padding. */
export function sortedBatches(lengths: Int32Array, batchSize: number): Int32Array[] {
  return cut(sortByLength(Int32Array.from(lengths.keys()), lengths), batchSize)
}

/** The ids of the given rows, padded into one batch. */
export function batchOf(examples: EncodedExamples, rows: Int32Array): Batch {
  return padBatch(Array.from(rows, (row) => rowIds(examples, row)))
}

function sortByLength(rows: Int32Array, lengths: Int32Array): Int32Array {
  return rows.sort((a, b) => (lengths[a] as number) - (lengths[b] as number))
}

function cut(rows: Int32Array, batchSize: number): Int32Array[] {
  const batches: Int32Array[] = []
  for (let start = 0; start < rows.length; start += batchSize) {
    batches.push(rows.slice(start, start + batchSize))
  }
  return batches
}
