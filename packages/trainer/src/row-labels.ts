/** The labels of rows. */
export interface RowLabels {
  /** Label indices, row after row, int32; shape [size] where each row has one. */
  readonly labels: Int32Array
  /**
   * Where each row's labels begin in `labels`, int32, shape [size + 1]; the last value is their number. Absent where each
   * row has one label.
   */
  readonly labelOffsets?: Int32Array
  /** Rows. */
  readonly size: number
}

/** The label indices of one row, a view, int32, shape [labels of the row]. */
export function labelsOfRow({ labels, labelOffsets }: RowLabels, row: number): Int32Array {
  return labelOffsets
    ? labels.subarray(labelOffsets[row], labelOffsets[row + 1])
    : labels.subarray(row, row + 1)
}

/** The labels of the given rows in the given order, copied. */
export function selectRowLabels(truth: RowLabels, rows: ArrayLike<number>): RowLabels {
  const size = rows.length
  if (!truth.labelOffsets) {
    return { labels: Int32Array.from(rows, (row) => truth.labels[row] as number), size }
  }
  return packRowLabels(Array.from(rows, (row) => labelsOfRow(truth, row)))
}

/** Packs a list of label indices a row. */
export function packRowLabels(rows: readonly ArrayLike<number>[]): RowLabels & { labelOffsets: Int32Array } {
  const labelOffsets = new Int32Array(rows.length + 1)
  rows.forEach(({ length }, row) => {
    labelOffsets[row + 1] = (labelOffsets[row] as number) + length
  })
  const labels = new Int32Array(labelOffsets[rows.length] as number)
  rows.forEach((indices, row) => {
    labels.set(indices, labelOffsets[row])
  })
  return { labels, labelOffsets, size: rows.length }
}

/**
 * Which row has which label.
 *
 * @returns 1 where a row has a label and 0 elsewhere, row-major, uint8, shape [size, classes]
 */
export function labelTable(truth: RowLabels, classes: number): Uint8Array {
  const table = new Uint8Array(truth.size * classes)
  for (let row = 0; row < truth.size; row++) {
    for (const label of labelsOfRow(truth, row)) table[row * classes + label] = 1
  }
  return table
}
