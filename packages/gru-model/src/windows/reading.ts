import { type Batch, readsWindows, windowCount } from '@textgate/core'
import { checkBatch } from '../check-batch.ts'
import type { Network } from '../network.ts'
import { type PackedBatch, packBatch } from '../pack-batch.ts'
import { cutWindows } from './window-batch.ts'

/** How an encoder reads the texts of a batch: as they are, or in windows. */
export interface Reading {
  /** What the encoder reads, each row by itself: the texts, or the windows of one text after those of another. */
  readonly rows: PackedBatch
  /** Rows of each text, 1 or more, int32, shape [texts]. */
  readonly counts: Int32Array
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
  const isWhole = counts.every((count) => count === 1)
  const rows = packBatch(isWhole ? batch : cutWindows(batch, counts, config), vocabularySize)
  return { rows, counts }
}
