import { type Batch, readsWindows, windowCount } from '@textgate/core'
import { checkBatch } from '../check-batch.ts'
import type { Network } from '../network.ts'
import { type PackedBatch, packBatch } from '../pack-batch.ts'
import { type Packing, packing } from '../packing.ts'
import { statePositions } from './state-positions.ts'
import { cutWindows } from './window-batch.ts'

/** How an encoder reads the texts of a batch: as they are, or in windows. */
export interface Reading {
  /** What the encoder reads, each row by itself: the texts, or the windows of one text after those of another. */
  readonly rows: PackedBatch
  /** Rows of each text, 1 or more, int32, shape [texts]. */
  readonly counts: Int32Array
  /**
   * What pooling reads: the states of all windows of a text, one window after the other. A token of two windows has a state
   * in each.
   */
  readonly texts: Packing
  /**
   * Where the state at each position of `texts` stands among those of `rows`, every one once, int32, shape [tokens];
   * undefined where both are the same.
   */
  readonly positions: Int32Array | undefined
}

/**
 * Lays out how the encoder of a network reads a batch. Where one window holds each text, it is read as it is.
 *
 * @throws RangeError as `checkBatch`
 */
export function readingOf(batch: Batch, { config, sizes }: Network): Reading {
  const { vocabularySize } = sizes
  checkBatch(batch, vocabularySize)
  const counts = batch.lengths.map((length) => (readsWindows(config) ? windowCount(length, config) : 1))
  if (counts.every((count) => count === 1)) {
    const rows = packBatch(batch, vocabularySize)
    return { rows, counts, texts: rows, positions: undefined }
  }
  const windows = cutWindows(batch, counts, config)
  const rows = packBatch(windows, vocabularySize)
  const texts = packing(textLengths(windows, counts))
  return { rows, counts, texts, positions: statePositions(rows, texts, counts, config.windowLength) }
}

/** States of each text, those of its windows together. */
function textLengths({ lengths }: Batch, counts: Int32Array): Int32Array {
  let window = 0
  return counts.map((count) => {
    let tokens = 0
    for (const last = window + count; window < last; window++) tokens += lengths[window] as number
    return tokens
  })
}
