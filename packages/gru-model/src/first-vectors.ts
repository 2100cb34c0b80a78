import { EMBEDDING_DEVIATION } from './initial-weight.ts'

/** Pretrained vectors for the first values of an embedding. */
export interface FirstVectors {
  /** Vectors by token id, float32, shape [vocabulary, embedding]. */
  readonly values: Float32Array
  /** 1 for each id that has a vector, else 0, uint8, shape [vocabulary]. */
  readonly found: Uint8Array
  /** false: training leaves the embedding as it is, rows without a vector too. */
  readonly trainable: boolean
}

/**
 * The first values of an embedding: its vectors and, for tokens without one, the random ones, scaled to the vectors'
 * spread, so that both weigh alike in what follows. The padding's row stays zero.
 *
 * @param random - normal with deviation 0.1 and a zero padding row, float32, shape [vocabulary, embedding]; changed
 * @throws RangeError when the vectors are of another vocabulary or size
 */
export function placeVectors(
  random: Float32Array,
  { values, found }: FirstVectors,
  [rows = 0, width = 0]: readonly number[],
): void {
  if (values.length !== rows * width || found.length !== rows) {
    throw new RangeError(
      `vectors of ${found.length} tokens and ${values.length} numbers do not fit an embedding of shape [${rows}, ${width}]`,
    )
  }
  const scale = spreadOf(values, found, width) / EMBEDDING_DEVIATION
  for (let row = 1; row < rows; row++) {
    const [start, end] = [row * width, (row + 1) * width]
    if (found[row]) random.set(values.subarray(start, end), start)
    else for (let i = start; i < end; i++) random[i] = scale * (random[i] as number)
  }
}

/** Standard deviation of the numbers of all vectors; that of new embeddings where they have none. */
function spreadOf(values: Float32Array, found: Uint8Array, width: number): number {
  let [count, sum, squares] = [0, 0, 0]
  for (let row = 1; row < found.length; row++) {
    if (!found[row]) continue
    for (let i = row * width; i < (row + 1) * width; i++) {
      const value = values[i] as number
      count++
      sum += value
      squares += value * value
    }
  }
  const variance = count === 0 ? 0 : squares / count - (sum / count) ** 2
  return variance > 0 ? Math.sqrt(variance) : EMBEDDING_DEVIATION
}
