import type { Batch } from '@textgate/core'
import { checkBatch } from './check-batch.ts'
import { distinct } from './distinct.ts'
import { type Packing, packing } from './packing.ts'

/** A batch without padding, and its distinct tokens: what is the same for equal tokens is then computed once. */
export interface PackedBatch extends Packing {
  /** Ids that occur, ascending, int32, shape [distinct]. */
  readonly ids: Int32Array
  /** Which of `ids` stands at each position, int32, shape [tokens]. */
  readonly index: Int32Array
  /** Positions of id `ids[u]` are `positions[starts[u]]` up to `positions[starts[u + 1] - 1]`; int32, [distinct + 1]. */
  readonly starts: Int32Array
  /** Positions by id, ascending within each, int32, shape [tokens]. */
  readonly positions: Int32Array
}

/**
 * Packs a batch and checks it.
 *
 * @param vocabularySize - ids must be below
 * @throws RangeError as `checkBatch`
 */
export function packBatch(batch: Batch, vocabularySize: number): PackedBatch {
  checkBatch(batch, vocabularySize)
  const packed = packing(batch.lengths)
  const tokens = tokensOf(batch, packed) // ids by position
  const { values: ids, index } = distinct(tokens, vocabularySize)
  const starts = new Int32Array(ids.length + 1)
  for (let p = 0; p < index.length; p++) {
    const u = index[p] as number
    starts[u + 1] = (starts[u + 1] as number) + 1
  }
  for (let u = 0; u < ids.length; u++) starts[u + 1] = (starts[u + 1] as number) + (starts[u] as number)
  const next = starts.slice()
  const positions = new Int32Array(tokens.length)
  for (let p = 0; p < tokens.length; p++) {
    const u = index[p] as number
    positions[next[u] as number] = p
    next[u] = (next[u] as number) + 1
  }
  return { ...packed, ids, index, starts, positions }
}

function tokensOf(batch: Batch, { size, tokens, order, lengths, offsets }: Packing): Int32Array {
  const found = new Int32Array(tokens)
  for (let place = 0; place < size; place++) {
    const from = (order[place] as number) * batch.length
    const steps = lengths[place] as number
    for (let t = 0; t < steps; t++) found[(offsets[t] as number) + place] = batch.ids[from + t] as number
  }
  return found
}
