import * as tf from '@tensorflow/tfjs'
import { tfjsConv } from '../kernels/tfjs-conv.ts'
import { lengthsOfRows, placesOfPositions, positionsOfRows } from '../packing.ts'
import { spreadRows } from '../spread-rows.ts'
import type { EncoderInput } from './encoder.ts'

/**
 * The states of convolutions in tfjs operations, on padded texts.
 *
 * @returns float32, shape [batch.tokens, states]
 */
export function convStates({ config, batch, embedded, weight }: EncoderInput): tf.Tensor2D {
  const { size, length } = batch
  const lengths = lengthsOfRows(batch)
  const positions = positionsOfRows(batch) // of each padded step
  const index = positions.map((position) => (position < 0 ? -1 : (batch.index[position] as number)))
  const x = spreadRows(embedded, index).reshape<tf.Tensor3D>([size, length, config.embeddingSize])
  const maps = config.filterWidths.map((width) => {
    const weights = {
      kernel: weight<tf.Tensor3D>(`cnn.${width}.kernel`),
      bias: weight<tf.Tensor1D>(`cnn.${width}.bias`),
    }
    return tfjsConv({ x, lengths, ...weights }) // [size, length, filters]
  })
  const joined = maps.length === 1 ? (maps[0] as tf.Tensor3D) : tf.concat(maps, 2)
  const states = tf.relu(joined).reshape<tf.Tensor2D>([size * length, joined.shape[2]])
  return spreadRows(states, placesOfPositions(positions, batch.tokens))
}
