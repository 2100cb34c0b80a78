import type { RandomGenerator } from '@textgate/core'
import { type Cell, GATES } from './kernels/cell.ts'
import { IDF_WEIGHT } from './ngrams/idf-weight.ts'

/** Standard deviation of new embeddings: small against the gates' range, large enough to tell words apart. */
export const EMBEDDING_DEVIATION = 0.1

/**
 * First values of a weight by its name: embeddings normal with deviation 0.1 and a zero padding row, kernels uniform
 * after Glorot and Bengio 2010 (of recurrent layers for each gate by itself, of convolutions with all values that a
 * filter sees), recurrent kernels orthogonal for each gate (Saxe et al. 2014), biases and the kernel of the n-grams zero,
 * and all n-grams of the same weight until their frequencies are known.
 * The bias of the LSTM's forget gate is 1, so that it begins by remembering (Jozefowicz et al., "An Empirical Exploration
 * of Recurrent Network Architectures", 2015).
 *
 * @param name - name of the weight, e.g. `gru.0.forward.kernel`
 * @param shape - its shape, as `weightShapes` gives it
 * @returns row-major values
 */
export function initialWeight(name: string, shape: readonly number[], random: RandomGenerator): Float32Array {
  const size = shape.reduce((product, n) => product * n, 1)
  // The second level of a hierarchical network has names like the first, behind `document.`.
  const gates = GATES[name.replace(/^document\./, '').split('.')[0] as Cell] ?? 1
  if (name === IDF_WEIGHT) return new Float32Array(size).fill(1)
  if (shape.length === 1) return bias(name, size)
  if (name === 'ngrams.kernel') return new Float32Array(size)
  const [outputs = 1, inputs = 1] = shape.toReversed()
  if (name === 'embedding') return embedding(inputs, outputs, random)
  if (name.endsWith('.recurrent')) return sideBySide(inputs, gates, () => orthogonal(inputs, random))
  const window = size / (inputs * outputs) // 1 but for convolutions, whose kernel is [width, inputs, outputs]
  const limit = Math.sqrt(6 / (window * (inputs + outputs / gates)))
  return Float32Array.from({ length: size }, () => (2 * random.next() - 1) * limit)
}

/** Gates stand side by side: i, f, g, o in an LSTM. */
function bias(name: string, size: number): Float32Array {
  const values = new Float32Array(size)
  if (name.startsWith('lstm.') && name.endsWith('.bias')) values.fill(1, size / 4, size / 2)
  return values
}

function embedding(rows: number, columns: number, random: RandomGenerator): Float32Array {
  const values = new Float32Array(rows * columns)
  for (let i = columns; i < values.length; i++) values[i] = EMBEDDING_DEVIATION * random.normal()
  return values
}

/** Places square blocks of `size` beside each other: shape [size, blocks * size]. */
function sideBySide(size: number, blocks: number, block: () => Float64Array): Float32Array {
  const values = new Float32Array(size * size * blocks)
  for (let b = 0; b < blocks; b++) {
    const square = block()
    for (let row = 0; row < size; row++) {
      values.set(square.subarray(row * size, (row + 1) * size), row * size * blocks + b * size)
    }
  }
  return values
}

/** A random orthogonal matrix [size, size]: normal rows, made orthonormal one after the other (Gram-Schmidt). */
function orthogonal(size: number, random: RandomGenerator): Float64Array {
  const rows: Float64Array[] = []
  while (rows.length < size) {
    const row = Float64Array.from({ length: size }, () => random.normal())
    // Twice is enough (Giraud et al. 2005): the second pass removes what rounding left of the first.
    for (let pass = 0; pass < 2; pass++) {
      for (const earlier of rows) addScaled(row, earlier, -dot(row, earlier))
    }
    const norm = Math.sqrt(dot(row, row))
    if (norm < 1e-6) continue
    rows.push(row.map((value) => value / norm))
  }
  const square = new Float64Array(size * size)
  rows.forEach((row, i) => {
    square.set(row, i * size)
  })
  return square
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number)
  return sum
}

function addScaled(target: Float64Array, source: Float64Array, scale: number): void {
  for (let i = 0; i < target.length; i++) target[i] = (target[i] as number) + scale * (source[i] as number)
}
