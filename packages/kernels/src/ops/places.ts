/** Where something lies in kernel memory, such as a block. */
export interface Place {
  /** Address of the first byte; a multiple of 4. */
  readonly offset: number
}

/** A float32 matrix in kernel memory, perhaps some columns of a wider one. */
export interface Matrix extends Place {
  /** Distance from one row to the next, in values. */
  readonly stride: number
}

/** The matrix that starts at a column of a block whose rows have `stride` values. */
export function matrixAt(block: Place, stride: number, column = 0): Matrix {
  return { offset: block.offset + 4 * column, stride }
}

/** The address, or the 0 by which kernels know that something is absent. */
export function addressOf(place: Place | undefined): number {
  return place?.offset ?? 0
}
