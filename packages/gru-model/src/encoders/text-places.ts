import { firstRows, type TextLayout } from '../kernels/wasm/text-layout.ts'
import type { PackedBatch } from '../pack-batch.ts'

/** Where the tokens of a batch stand in a layout of its texts, longest first. */
export interface TextPlaces {
  /** Row of each position, counted from the first real one; int32, shape [tokens]. */
  readonly rows: Int32Array
  /** Position of each row, any where no text is; int32, shape [layout.rows]. */
  readonly positions: Int32Array
}

/** See `TextPlaces`. */
export function textPlaces({ tokens, offsets }: PackedBatch, layout: TextLayout): TextPlaces {
  const rows = new Int32Array(tokens)
  const positions = new Int32Array(layout.rows)
  firstRows(layout).forEach((first, place) => {
    const steps = layout.lengths[place] as number
    for (let t = 0; t < steps; t++) {
      const position = (offsets[t] as number) + place
      rows[position] = first + t
      positions[layout.gap + first + t] = position
    }
  })
  return { rows, positions }
}
