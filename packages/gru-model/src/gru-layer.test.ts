import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, test } from 'vitest'
import { gruLayer } from './gru-layer.ts'
import type { CellWeights } from './kernels/sequence-kernel.ts'
import { lstmLayer } from './lstm-layer.ts'
import { rnnLayer } from './rnn-layer.ts'
import { BACKENDS, useBackend } from './testing/backends.ts'
import { expectClose } from './testing/expect-close.ts'
import { type PlainGru, referenceGru } from './testing/reference-gru.ts'

describe.each(BACKENDS)('on %s', (backend) => {
  beforeAll(() => useBackend(backend))

  test.each([false, true])(
    'works on rows first and gives each row its final state, reverse %s',
    (reverse) => {
      const lengths = [2, 4, 0]
      const { x, weights } = inputs()
      const { states, final } = gruLayer(x, lengths, weights, { reverse })
      const expected = referenceGru(plain(x, lengths, weights, reverse))
      expect(states.shape).toEqual([3, 4, 5])
      expectClose(states.transpose([1, 0, 2]).dataSync(), expected.flat(2), 2e-6)
      expectClose(final.dataSync(), expected[reverse ? 0 : 3]!.flat(), 2e-6)
      expectClose((final.arraySync() as number[][])[2]!, [0, 0, 0, 0, 0], 0)
    },
  )

  test('takes variables and a tensor of lengths, inside other tfjs code', () => {
    const { x, weights } = inputs()
    const kernel = tf.variable(weights.kernel)
    const { grads } = tf.variableGrads(() => {
      const { states, final } = gruLayer(tf.tanh(x), tf.tensor1d([2, 4, 1], 'int32'), { ...weights, kernel })
      return tf.add(tf.sum(tf.square(final)), tf.mean(states)) as tf.Scalar
    })
    expect(grads[kernel.name]!.shape).toEqual(kernel.shape)
    expect(tf.sum(tf.abs(grads[kernel.name]!)).arraySync()).toBeGreaterThan(0)
    kernel.dispose()
  })

  test.each([
    ['too few lengths', [2, 4], () => ({})],
    ['a length above the steps', [2, 5, 0], () => ({})],
    ['a bias of another size', [2, 4, 0], () => ({ bias: tf.zeros<tf.Rank.R1>([3]) })],
  ])('%s is refused', (_, lengths, wrong) => {
    const { x, weights } = inputs()
    expect(() => gruLayer(x, lengths, { ...weights, ...wrong() })).toThrow(RangeError)
  })
})

describe.each([
  ['lstm', lstmLayer, 4],
  ['rnn', rnnLayer, 1],
] as const)('%sLayer', (cell, layer, gates) => {
  test.each([false, true])(
    'works on rows first and gives each row its final state, reverse %s',
    (reverse) => {
      const lengths = [2, 4, 0]
      const { x, weights } = inputs(gates)
      const { states, final } = layer(x, lengths, weights, { reverse })
      const expected = referenceGru(plain(x, lengths, weights, reverse), cell)
      expect(states.shape).toEqual([3, 4, 5])
      expectClose(states.transpose([1, 0, 2]).dataSync(), expected.flat(2), 1e-5)
      expectClose(final.dataSync(), expected[reverse ? 0 : 3]!.flat(), 1e-5)
    },
  )

  test('weights of another cell are refused', () => {
    const { x } = inputs(gates)
    expect(() => layer(x, [2, 4, 0], inputs(gates + 1).weights)).toThrow(RangeError)
  })
})

function plain(x: tf.Tensor3D, lengths: number[], weights: CellWeights, reverse: boolean): PlainGru {
  return {
    x: x.transpose([1, 0, 2]).arraySync() as number[][][],
    lengths,
    reverse,
    kernel: weights.kernel.arraySync(),
    recurrent: weights.recurrent.arraySync(),
    bias: weights.bias.arraySync(),
    recurrentBias: weights.recurrentBias.arraySync(),
  }
}

function inputs(gates = 3) {
  return {
    x: tf.randomNormal<tf.Rank.R3>([3, 4, 2], 0, 1, 'float32', 1),
    weights: {
      kernel: tf.randomNormal<tf.Rank.R2>([2, 5 * gates], 0, 1, 'float32', 2),
      recurrent: tf.randomNormal<tf.Rank.R2>([5, 5 * gates], 0, 1, 'float32', 3),
      bias: tf.randomNormal<tf.Rank.R1>([5 * gates], 0, 1, 'float32', 4),
      recurrentBias: tf.randomNormal<tf.Rank.R1>([5 * gates], 0, 1, 'float32', 5),
    },
  }
}
