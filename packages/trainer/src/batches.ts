import { type Batch, padBatch, type RandomGenerator } from '@textgate/core'
import { type EncodedExamples, rowIds } from './encoded-examples.ts'

/** Batches whose rows are sorted by length together: enough for little padding, few enough to keep batches varied. */
const POOL_BATCHES = 50

/** What a batch holds at most. */
export interface BatchLimits {
  /** Texts, 1 or more. */
  readonly batchSize: number
  /** Tokens, padding included, 1 or more; a text of more is a batch of its own. */
  readonly batchTokens: number
  /** Tokens that the model computes for a text of a length, never falling with it; the length itself unless given. */
  readonly tokensRead?: ((length: number) => number) | undefined
}

/**
 * The batches of one epoch: rows are shuffled, each pool of 50 batches is sorted by length, and the batches are
 * shuffled. Every row appears exactly once; the same generator state gives the same batches.
 *
 * How many rows a batch has depends on the length of its rows alone: `batchSize`, or a half, a quarter, … of it where
 * that many would exceed `batchTokens`. Each size has pools of its own, so every epoch has `batchesPerEpoch` batches,
 * however its rows are shuffled.
 *
 * @param lengths - tokens of each row, int32, shape [rows]
 * @returns row numbers of each batch; all but one batch of each size are full
 */
export function epochBatches(
  lengths: Int32Array,
  limits: BatchLimits,
  random: RandomGenerator,
): Int32Array[] {
  const rows = random.shuffle(Int32Array.from(lengths.keys()))
  const batches: Int32Array[] = []
  for (const [size, members] of rowsBySize(rows, lengths, limits)) {
    for (let start = 0; start < members.length; start += size * POOL_BATCHES) {
      // The sort is stable, so rows of one length stay shuffled.
      const pool = Int32Array.from(members.slice(start, start + size * POOL_BATCHES))
      batches.push(...cut(sortByLength(pool, lengths), size))
    }
  }
  return random.shuffle(batches)
}

/** How many batches every epoch has: the learning rate of each step is planned by it. */
export function batchesPerEpoch(lengths: Int32Array, limits: BatchLimits): number {
  let batches = 0
  for (const [size, members] of rowsBySize(lengths.keys(), lengths, limits)) {
    batches += Math.ceil(members.length / size)
  }
  return batches
}

/** Whether `batchTokens` makes any batch smaller than `batchSize`. */
export function hasSmallerBatches(lengths: Int32Array, limits: BatchLimits): boolean {
  return lengths.some((length) => sizeFor(length, limits) < limits.batchSize)
}

/**
 * Batches for evaluation: all rows sorted by length, shortest first, for the least padding. A batch ends where the next
 * row would exceed a limit.
 */
export function sortedBatches(lengths: Int32Array, limits: BatchLimits): Int32Array[] {
  const { batchSize, batchTokens } = limits
  const rows = sortByLength(Int32Array.from(lengths.keys()), lengths)
  const batches: Int32Array[] = []
  for (let start = 0, end = 0; start < rows.length; start = end) {
    for (end = start + 1; end < rows.length; end++) {
      const size = end + 1 - start
      if (size > batchSize || size * tokensOf(lengths[rows[end] as number] as number, limits) > batchTokens)
        break
    }
    batches.push(rows.slice(start, end))
  }
  return batches
}

/** The ids of the given rows, padded into one batch. */
export function batchOf(examples: EncodedExamples, rows: Int32Array): Batch {
  return padBatch(Array.from(rows, (row) => rowIds(examples, row)))
}

/** Rows of a batch in which a row of this length can stand. */
function sizeFor(length: number, limits: BatchLimits): number {
  const tokens = tokensOf(length, limits)
  let size = limits.batchSize
  while (size > 1 && size * tokens > limits.batchTokens) size = Math.floor(size / 2)
  return size
}

function tokensOf(length: number, { tokensRead }: BatchLimits): number {
  return tokensRead?.(length) ?? length
}

/** Rows by the size of their batches, in the order of `rows`. */
function rowsBySize(rows: Iterable<number>, lengths: Int32Array, limits: BatchLimits): Map<number, number[]> {
  const members = new Map<number, number[]>()
  for (const row of rows) {
    const size = sizeFor(lengths[row] as number, limits)
    const list = members.get(size)
    if (list) list.push(row)
    else members.set(size, [row])
  }
  return members
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
