/**
 * Where the real steps of a batch stand when padding is left out, as in torch's PackedSequence: steps one after the
 * other, in each the rows that are long enough, longest first. Step t of the row at sorted place i is at position
 * `offsets[t] + i`.
 */
export interface Packing {
  /** Rows of the batch, empty ones included. */
  readonly size: number
  /** Real steps of all rows together. */
  readonly tokens: number
  /** Steps of the longest row; 0 when every row is empty. */
  readonly length: number
  /** Row of the batch that stands at each sorted place, longest first, equally long ones in their order; int32 [size]. */
  readonly order: Int32Array
  /** Steps of the row at each sorted place, descending, int32, shape [size]. */
  readonly lengths: Int32Array
  /** Rows that have each step, descending, int32, shape [length]. */
  readonly rowsAtStep: Int32Array
  /** Position of each step's first row, and `tokens` at the end; int32, shape [length + 1]. */
  readonly offsets: Int32Array
}

/**
 * Packs rows of given lengths.
 *
 * @param lengths - steps of each row, each 0 or more
 */
export function packing(lengths: Int32Array): Packing {
  const size = lengths.length
  let length = 0
  let tokens = 0
  for (const steps of lengths) {
    tokens += steps
    if (steps > length) length = steps
  }
  // Counting sort: stable, and linear in rows and steps.
  const rowsAtStep = new Int32Array(length)
  const rowsOfLength = new Int32Array(length + 1)
  for (const steps of lengths) rowsOfLength[steps] = (rowsOfLength[steps] as number) + 1
  const placeOfLength = new Int32Array(length + 1)
  let longer = 0
  for (let steps = length; steps >= 0; steps--) {
    placeOfLength[steps] = longer
    longer += rowsOfLength[steps] as number
    if (steps > 0) rowsAtStep[steps - 1] = longer
  }
  const order = new Int32Array(size)
  const sorted = new Int32Array(size)
  lengths.forEach((steps, row) => {
    const place = placeOfLength[steps] as number
    placeOfLength[steps] = place + 1
    order[place] = row
    sorted[place] = steps
  })
  const offsets = new Int32Array(length + 1)
  for (let t = 0; t < length; t++) offsets[t + 1] = (offsets[t] as number) + (rowsAtStep[t] as number)
  return { size, tokens, length, order, lengths: sorted, rowsAtStep, offsets }
}

/** Position of each step of a time-major padded batch, -1 where a row has ended; int32, shape [length, size]. */
export function positionsOfPadded({ size, length, order, rowsAtStep, offsets }: Packing): Int32Array {
  const positions = new Int32Array(length * size).fill(-1)
  for (let t = 0; t < length; t++) {
    const rows = rowsAtStep[t] as number
    const offset = offsets[t] as number
    for (let place = 0; place < rows; place++) {
      positions[t * size + (order[place] as number)] = offset + place
    }
  }
  return positions
}

/** The same row by row; int32, shape [size, length]. */
export function positionsOfRows(packing: Packing): Int32Array {
  const { size, length } = packing
  const byStep = positionsOfPadded(packing)
  return byStep.map((_, i) => byStep[(i % length) * size + Math.floor(i / length)] as number)
}

/**
 * Where each position stands in a padded batch.
 *
 * @param positions - as `positionsOfPadded` or `positionsOfRows` gives them
 * @returns int32, shape [tokens]
 */
export function placesOfPositions(positions: Int32Array, tokens: number): Int32Array {
  const places = new Int32Array(tokens)
  positions.forEach((position, place) => {
    if (position >= 0) places[position] = place
  })
  return places
}

/** Steps of each row in the order of the batch, int32, shape [size]. */
export function lengthsOfRows({ size, order, lengths }: Packing): Int32Array {
  const unsorted = new Int32Array(size)
  order.forEach((row, place) => {
    unsorted[row] = lengths[place] as number
  })
  return unsorted
}
