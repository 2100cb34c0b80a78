/** The shape of a segment sum: `rows` rows of `width` numbers are added up into `segments` rows. */
export interface SegmentSumShape {
  /** How many ids there are, and rows of data, >= 0. */
  readonly rows: number
  /** Numbers a row, >= 0. */
  readonly width: number
  /** Rows of the result, >= 0. */
  readonly segments: number
}

type Numbers = Float32Array | Int32Array

/**
 * Adds row i of `data` [rows, width] to row `ids[i]` of `result` [segments, width], in the order of the rows, so the sum
 * is the same to the bit each time. Ids below 0 or from `segments` on are left out. `result` must hold zeros.
 *
 * This is the gradient of an embedding. TensorFlow.js makes one pass over all rows for each segment (a whole vocabulary)
 * and multiplies by a mask, so one NaN in a row spoils every segment; one pass over the rows does neither.
 */
export function segmentSum(data: Numbers, ids: Int32Array, result: Numbers, shape: SegmentSumShape): void {
  const { rows, width, segments } = shape
  for (let row = 0; row < rows; row++) {
    const segment = ids[row] as number
    if (segment < 0 || segment >= segments) continue
    const from = row * width
    const to = segment * width
    for (let column = 0; column < width; column++) {
      result[to + column] = (result[to + column] as number) + (data[from + column] as number)
    }
  }
}

/** The sizes of a segment sum over tensors, and the shape of its result: [segments, ...what follows the ids' shape]. */
export function segmentSumShape(
  dataShape: readonly number[],
  idsShape: readonly number[],
  segments: number,
): SegmentSumShape & { resultShape: number[] } {
  const inner = dataShape.slice(idsShape.length)
  const product = (sizes: readonly number[]) => sizes.reduce((total, size) => total * size, 1)
  return { rows: product(idsShape), width: product(inner), segments, resultShape: [segments, ...inner] }
}
