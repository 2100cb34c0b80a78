import { type ModelConfig, poolingParts, type WeightTensor } from '@textgate/core'
import { affine, softmax } from './plain-matrices.ts'

/**
 * One vector of the states of a text, in plain float64 arithmetic.
 *
 * @param states - [tokens][width]
 * @param final - the state that is last for each direction; not read where there is no token
 */
export function plainPooling(
  config: ModelConfig,
  at: (name: string) => WeightTensor,
  states: number[][],
  final: number[],
): number[] {
  const { encoder, hiddenSize, filterWidths, bidirectional } = config
  const width = hiddenSize * (encoder === 'cnn' ? filterWidths.length : bidirectional ? 2 : 1)
  const columns = Array.from({ length: width }, (_, j) => states.map((state) => state[j] as number))
  const parts = {
    last: () => (states.length === 0 ? columns.map(() => 0) : final),
    max: () => columns.map((column) => (column.length === 0 ? 0 : Math.max(...column))),
    mean: () => columns.map((column) => column.reduce((a, b) => a + b, 0) / Math.max(1, column.length)),
    attention: () => attend(config, at, states, columns),
  }
  return poolingParts(config.pooling).flatMap((part) => parts[part]())
}

function attend(
  { attentionHeads }: ModelConfig,
  at: (name: string) => WeightTensor,
  states: number[][],
  columns: number[][],
): number[] {
  const noBias = { shape: [attentionHeads], data: new Float32Array(attentionHeads) }
  const scores = states.map((state) => {
    const hidden = affine(state, at('attention.kernel'), at('attention.bias')).map(Math.tanh)
    return affine(hidden, at('attention.context'), noBias)
  }) // [tokens][heads]
  return Array.from({ length: attentionHeads }, (_, k) => {
    const shares = softmax(scores.map((score) => score[k] as number))
    return columns.map((column) => column.reduce((sum, value, t) => sum + value * (shares[t] as number), 0))
  }).flat()
}
