import * as tf from '@tensorflow/tfjs'
import { type Dropout, dropoutMask } from './dropout.ts'
import { embedTokens } from './embed-tokens.ts'
import type { EncoderInput } from './kernels/encoder.ts'
import type { SequenceKernel } from './kernels/sequence-kernel.ts'
import { type Packing, positionsOfPadded } from './packing.ts'
import { pool } from './pooling/pool.ts'
import { spreadRows } from './spread-rows.ts'

/**
 * The encoder in tfjs operations around a kernel for sequences: on padded steps, because operations have no ragged
 * shapes. Same results, dropout included, as a kernel's own `encode`.
 */
export function encodeWithStates(kernel: SequenceKernel, input: EncoderInput): tf.Tensor2D {
  const { batch, table, gradients, pooling } = input
  const { size, length } = batch
  const lengths = lengthsOfRows(batch)
  const padded = positionsOfPadded(batch) // [length * size]
  const index = padded.map((position) => (position < 0 ? -1 : (batch.index[position] as number)))
  let x = dropRows(embedTokens(table, batch.ids, gradients), input.dropout[0]) // [distinct, embedding]
  x = spreadRows(x, index) // [length * size, embedding]
  let states: tf.Tensor3D[] = []
  input.layers.forEach((directions, layer) => {
    if (layer > 0) {
      const joined = tf.concat(states, 2).reshape([length * size, -1]) as tf.Tensor2D
      x = dropPadded(joined, padded, batch, input.dropout[layer])
    }
    const steps = x.reshape([length, size, x.shape[1]]) as tf.Tensor3D
    states = directions.map((weights, i) => kernel.states({ x: steps, lengths, reverse: i === 1 }, weights)) // each [length, size, hidden]
  })
  return pool(states, lengths, pooling)
}

/** Lengths in the order of the batch. */
function lengthsOfRows({ size, order, lengths }: Packing): Int32Array {
  const unsorted = new Int32Array(size)
  order.forEach((row, place) => {
    unsorted[row] = lengths[place] as number
  })
  return unsorted
}

function dropRows(x: tf.Tensor2D, dropout: Dropout | undefined): tf.Tensor2D {
  if (!dropout || dropout.rate === 0) return x
  return tf.mul(x, tf.tensor2d(dropoutMask(x.size, dropout), x.shape))
}

/** The mask of packed positions, laid out over padded steps. */
function dropPadded(
  x: tf.Tensor2D,
  padded: Int32Array,
  { tokens }: Packing,
  dropout: Dropout | undefined,
): tf.Tensor2D {
  if (!dropout || dropout.rate === 0) return x
  const width = x.shape[1]
  const packed = dropoutMask(tokens * width, dropout)
  const mask = new Float32Array(x.size)
  padded.forEach((position, step) => {
    if (position >= 0) mask.set(packed.subarray(position * width, (position + 1) * width), step * width)
  })
  return tf.mul(x, tf.tensor2d(mask, x.shape))
}
