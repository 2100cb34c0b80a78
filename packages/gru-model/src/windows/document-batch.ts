import type { PackedBatch } from '../pack-batch.ts'
import { lengthsOfRows, type Packing, packing } from '../packing.ts'
import type { Reading } from './reading.ts'

/**
 * The texts of a batch as sequences of their windows: what `PackedBatch` says of tokens holds here of windows, of which each
 * occurs once. A text without tokens has no window.
 */
export function documentBatch({ rows, counts }: Reading): PackedBatch {
  const tokens = lengthsOfRows(rows)
  const firstWindows = new Int32Array(counts.length)
  let window = 0
  const lengths = counts.map((count, text) => {
    firstWindows[text] = window
    window += count
    return tokens[window - count] === 0 ? 0 : count
  })
  const packed = packing(lengths)
  const index = windowsOf(packed, firstWindows)
  const isEmpty = tokens.map((length) => Number(length === 0))
  const starts = new Int32Array(rows.size + 1)
  for (let w = 0; w < rows.size; w++) starts[w + 1] = (starts[w] as number) + 1 - (isEmpty[w] as number)
  const positions = new Int32Array(packed.tokens)
  index.forEach((w, position) => {
    positions[starts[w] as number] = position
  })
  return { ...packed, ids: Int32Array.from(starts.keys()).slice(0, -1), index, starts, positions }
}

/** The window at each position, int32, shape [tokens]. */
function windowsOf({ tokens, order, lengths, offsets }: Packing, firstWindows: Int32Array): Int32Array {
  const windows = new Int32Array(tokens)
  order.forEach((text, place) => {
    for (let k = 0; k < (lengths[place] as number); k++) {
      windows[(offsets[k] as number) + place] = (firstWindows[text] as number) + k
    }
  })
  return windows
}
