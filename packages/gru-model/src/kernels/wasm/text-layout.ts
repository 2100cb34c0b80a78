import type { Block } from '@textgate/kernels'

/** Texts one after the other, with rows of zeros before, between and after them: no window of a text sees another one. */
export interface TextLayout {
  /** Real rows of each text, int32, shape [texts]. */
  readonly lengths: Int32Array
  /** Rows of zeros at each place. */
  readonly gap: number
  /** All rows. */
  readonly rows: number
  /** Rows from the first real one to the last. */
  readonly computed: number
}

/**
 * The layout for convolutions of some widths; one real row at least.
 *
 * @param widths - rows of a window, each 1 or more
 */
export function textLayout(lengths: Int32Array, widths: readonly number[]): TextLayout {
  const gap = Math.floor(Math.max(...widths) / 2)
  const real = lengths.reduce((sum, steps) => sum + steps, 0)
  const rows = real + gap * (lengths.length + 1)
  return { lengths, gap, rows, computed: rows - 2 * gap }
}

/** First row of each text, counted from the first row after the zeros at the start; int32, shape [texts]. */
export function firstRows({ lengths, gap }: TextLayout): Int32Array {
  let row = 0
  return lengths.map((steps) => {
    const first = row
    row += steps + gap
    return first
  })
}

/** Writes zeros to the rows that belong to no text; `block` is float32, shape [rows, columns]. */
export function clearGaps({ lengths, gap }: TextLayout, { floats }: Block, columns: number): void {
  floats.fill(0, 0, gap * columns)
  let row = gap
  for (const steps of lengths) {
    row += steps
    floats.fill(0, row * columns, (row + gap) * columns)
    row += gap
  }
}
