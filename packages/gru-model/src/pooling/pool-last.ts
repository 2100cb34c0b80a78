import * as tf from '@tensorflow/tfjs'
import { lengthsOfRows, type Packing } from '../packing.ts'
import { spreadRows } from '../spread-rows.ts'

/**
 * Where each direction of a recurrent network has read a whole text: its last token forwards, its first one backwards;
 * zeros for an empty row.
 *
 * @param states - float32, shape [batch.tokens, width], in packed order
 * @param hidden - columns of one direction
 * @returns float32, shape [batch.size, width], rows in the batch's order
 */
export function poolLast(batch: Packing, states: tf.Tensor2D, hidden: number): tf.Tensor2D {
  const { size, order, lengths, offsets } = batch
  const width = states.shape[1]
  const [first, last] = [new Int32Array(size), new Int32Array(size)]
  order.forEach((row, place) => {
    const steps = lengths[place] as number
    first[row] = steps === 0 ? -1 : place
    last[row] = steps === 0 ? -1 : (offsets[steps - 1] as number) + place
  })
  const ends = [last, ...(width > hidden ? [first] : [])].map((positions, direction) =>
    tf.slice(spreadRows(states, positions), [0, direction * hidden], [size, hidden]),
  )
  const pooled = ends.length === 1 ? (ends[0] as tf.Tensor2D) : tf.concat(ends, 1)
  const hasTokens = Float32Array.from(lengthsOfRows(batch), Math.sign)
  return tf.mul(pooled, tf.tensor2d(hasTokens, [size, 1]))
}
