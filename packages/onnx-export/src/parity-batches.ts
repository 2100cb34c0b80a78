import { type Batch, padBatch, type RandomGenerator } from '@textgate/core'
import type { ParityKind, ParityRow } from './parity-rows.ts'

const BATCH_ROWS = 32
const BATCH_TOKENS = 16_384 // bounds the memory of long texts
const PADDED_REAL_ROWS = 256
const MOST_EXTRA_COLUMNS = 64

/** Rows that run together, with indices into the list of rows. */
export interface ParityBatch {
  readonly rows: readonly number[]
  readonly batch: Batch
}

/** Tokens that a model computes for a text of a length. */
type TokensRead = (length: number) => number

/** Every row once, each kind by itself, sorted by length and padded as little as possible. */
export function tightBatches(rows: readonly ParityRow[], tokensRead: TokensRead): ParityBatch[] {
  const kinds = new Set(rows.map(({ kind }) => kind))
  return [...kinds].flatMap((kind) => {
    const indices = indicesOf(rows, kind).sort((a, b) => lengthOf(rows, a) - lengthOf(rows, b))
    return grouped(rows, indices, tokensRead, () => BATCH_ROWS).map((group) => batchOf(rows, group, 0))
  })
}

/**
 * Rows of all kinds in random company, with random padding: first one of each kind alone, then every row that is not
 * real and up to 256 real ones in batches of 1 to 32.
 */
export function paddedBatches(
  rows: readonly ParityRow[],
  tokensRead: TokensRead,
  random: RandomGenerator,
): ParityBatch[] {
  const kinds = [...new Set(rows.map(({ kind }) => kind))]
  const alone = kinds.map((kind) => indicesOf(rows, kind).slice(0, 1))
  const real = random.shuffle(indicesOf(rows, 'real')).slice(0, PADDED_REAL_ROWS)
  const others = kinds.filter((kind) => kind !== 'real').flatMap((kind) => indicesOf(rows, kind))
  const shuffled = random.shuffle([...real, ...others])
  const mixed = grouped(rows, shuffled, tokensRead, () => 1 + random.integer(BATCH_ROWS))
  return [...alone, ...mixed].map((group) => batchOf(rows, group, 1 + random.integer(MOST_EXTRA_COLUMNS)))
}

/** Cuts indices into groups of at most the wanted rows, and of few enough tokens. */
function grouped(
  rows: readonly ParityRow[],
  indices: readonly number[],
  tokensRead: TokensRead,
  wanted: () => number,
): number[][] {
  const groups: number[][] = []
  let group: number[] = []
  let columns = 0
  let limit = wanted()
  for (const index of indices) {
    const widened = Math.max(columns, lengthOf(rows, index))
    const full = group.length >= limit || tokensRead(widened) * (group.length + 1) > BATCH_TOKENS
    if (full && group.length > 0) {
      groups.push(group)
      group = []
      limit = wanted()
    }
    columns = group.length === 0 ? lengthOf(rows, index) : widened
    group.push(index)
  }
  if (group.length > 0) groups.push(group)
  return groups
}

function batchOf(rows: readonly ParityRow[], indices: readonly number[], extraColumns: number): ParityBatch {
  const ids = indices.map((index) => (rows[index] as ParityRow).ids)
  const longest = ids.reduce((length, row) => Math.max(length, row.length), 0)
  return { rows: indices, batch: padBatch(ids, longest + extraColumns) }
}

function indicesOf(rows: readonly ParityRow[], kind: ParityKind): number[] {
  return rows.flatMap((row, index) => (row.kind === kind ? [index] : []))
}

function lengthOf(rows: readonly ParityRow[], index: number): number {
  return (rows[index] as ParityRow).ids.length
}
