import * as tf from '@tensorflow/tfjs'
import { drop } from '../drop.ts'
import type { Cell } from '../kernels/cell.ts'
import type { CellWeights } from '../kernels/sequence-kernel.ts'
import { lengthsOfRows, placesOfPositions, positionsOfPadded } from '../packing.ts'
import { spreadRows } from '../spread-rows.ts'
import type { EncoderInput } from './encoder.ts'
import { layersOf } from './layers-of.ts'

/**
 * The states of recurrent layers in tfjs operations: each layer on padded steps, because operations have no ragged
 * shapes.
 *
 * @returns float32, shape [batch.tokens, states]
 */
export function recurrentStates(cell: Cell, input: EncoderInput): tf.Tensor2D {
  const { config, batch, embedded, weight, dropout, kernel } = input
  const { size, length, tokens } = batch
  const lengths = lengthsOfRows(batch)
  const positions = positionsOfPadded(batch) // of each padded step
  const places = placesOfPositions(positions, tokens)
  let x = embedded
  let index: Int32Array = positions.map((position) => (position < 0 ? -1 : (batch.index[position] as number)))
  const layers = layersOf(cell, config, (name): tf.Tensor => weight(name)) as CellWeights[][]
  layers.forEach((directions, layer) => {
    const padded = spreadRows(layer === 0 ? x : drop(x, dropout('layer', layer)), index)
    const sequence = { x: padded.reshape<tf.Tensor3D>([length, size, x.shape[1]]), lengths }
    const states = directions.map((weights, i) =>
      kernel.states(cell, { ...sequence, reverse: i === 1 }, weights),
    ) // each [length, size, hidden]
    const joined = (states.length === 1 ? states[0] : tf.concat(states, 2)) as tf.Tensor3D
    x = spreadRows(joined.reshape([length * size, joined.shape[2]]), places) // [tokens, states]
    index = positions
  })
  return x
}
