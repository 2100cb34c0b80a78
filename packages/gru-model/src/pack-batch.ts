import type { Batch } from '@textgate/core'
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
 * @throws RangeError when arrays and sizes do not fit, a length is out of range or an id is not in the vocabulary:
 *   the backends would read foreign memory
 */
export function packBatch(batch: Batch, vocabularySize: number): PackedBatch {
  checkSizes(batch)
  const packed = packing(batch.lengths)
  const tokens = tokensOf(batch, packed, vocabularySize) // ids by position
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

function checkSizes({ size, length, lengths, ids }: Batch): void {
  if (size < 1 || lengths.length !== size || ids.length !== size * length) {
    throw new RangeError(
      `batch of ${size} x ${length} has ${ids.length} ids and ${lengths.length} lengths; build batches with padBatch`,
    )
  }
  for (const steps of lengths) {
    if (steps < 0 || steps > length) throw new RangeError(`batch: length ${steps} is not in 0 to ${length}`)
  }
}

function tokensOf(
  batch: Batch,
  { size, tokens, order, lengths, offsets }: Packing,
  below: number,
): Int32Array {
  const found = new Int32Array(tokens)
  for (let place = 0; place < size; place++) {
    const from = (order[place] as number) * batch.length
    const steps = lengths[place] as number
    for (let t = 0; t < steps; t++) {
      const id = batch.ids[from + t] as number
      if (id < 0 || id >= below) {
        throw new RangeError(
          `batch: id ${id} is not in the vocabulary of ${below}; encode with the model's tokenizer`,
        )
      }
      found[(offsets[t] as number) + place] = id
    }
  }
  return found
}
