import { randomGenerator } from '@textgate/core'
import { GATES } from '../kernels/cell.ts'

/** A tensor as JSON. */
export interface Values {
  shape: number[]
  data: number[]
}

/** Layers of an LSTM or a simple RNN on top of each other, on rows of some lengths. */
export interface LayerCase {
  cell: 'lstm' | 'rnn'
  layers: number
  hidden: number
  bidirectional: boolean
  lengths: number[]
  /** [batch, length, inputs] */
  x: Values
  /** LAYER.DIRECTION.PART -> weight */
  weights: Record<string, Values>
  /** What states are multiplied with in the loss, 0 beyond the end of a row; [batch, length, directions * hidden] */
  ofStates: number[]
  /** The same for final states; [layers * directions, batch, hidden] */
  ofFinal: number[]
}

/** Weights of a layer and direction. */
export const PARTS = ['kernel', 'recurrent', 'bias', 'recurrentBias'] as const
/** What a layer may read in, in this order. */
export const DIRECTIONS = ['forward', 'backward'] as const

/** Shapes of all kinds: one row of one step, rows without a step, and now and then more than a tile of the kernels. */
export function randomLayerCase(cell: LayerCase['cell'], seed: number): LayerCase {
  const random = randomGenerator(`torch ${cell} ${seed}`)
  const isLarge = seed % 8 === 7
  const upTo = (most: number): number => 1 + random.integer(isLarge ? 4 * most : most)
  const [batch, length] = seed === 0 ? [1, 1] : [upTo(9), upTo(13)]
  const [inputs, hidden, layers] = [upTo(17), upTo(19), 1 + (seed % 3)]
  const bidirectional = seed % 2 === 1
  const directions = bidirectional ? 2 : 1
  const lengths = Array.from({ length: batch }, () => random.integer(length + 1))
  lengths[random.integer(batch)] = length
  if (seed === 1) lengths.push(0, 1)
  const rows = lengths.length
  const values = (shape: number[], scale = 1): Values => ({
    shape,
    // What float32 holds, so that both compute with the same numbers.
    data: Array.from({ length: shape.reduce((n, m) => n * m, 1) }, () =>
      Math.fround(scale * random.normal()),
    ),
  })
  const weights: Record<string, Values> = {}
  for (let layer = 0; layer < layers; layer++) {
    const [width, from] = [GATES[cell] * hidden, layer === 0 ? inputs : directions * hidden]
    const shapes = {
      kernel: [from, width],
      recurrent: [hidden, width],
      bias: [width],
      recurrentBias: [width],
    }
    for (const direction of DIRECTIONS.slice(0, directions)) {
      const scale = 1 / Math.sqrt(Math.max(4, hidden))
      for (const part of PARTS) weights[`${layer}.${direction}.${part}`] = values(shapes[part], scale)
    }
  }
  const width = directions * hidden
  const ofStates = values([rows, length, width]).data.map((value, i) =>
    Math.floor(i / width) % length < lengths[Math.floor(i / (width * length))]! ? value : 0,
  )
  const ofFinal = values([layers * directions, rows, hidden]).data
  return {
    cell,
    layers,
    hidden,
    bidirectional,
    lengths,
    x: values([rows, length, inputs]),
    weights,
    ofStates,
    ofFinal,
  }
}

/** What is tested, for people. */
export function layerCaseTitle({ cell, layers, bidirectional, lengths, x, hidden }: LayerCase): string {
  const directions = bidirectional ? 'both directions' : 'one direction'
  return `${cell}, ${layers} layers, ${directions}, ${lengths.length} x ${x.shape[1]}, ${x.shape[2]} -> ${hidden}`
}
