import * as tf from '@tensorflow/tfjs'
import type { CellWeights, Sequence } from './sequence-kernel.ts'

/** Sequences of an LSTM or simple RNN in plain tfjs operations and with tfjs's own gradients: for any backend. */
export function tfjsCellStates(cell: 'lstm' | 'rnn', sequence: Sequence, weights: CellWeights): tf.Tensor3D {
  const { x, lengths, reverse } = sequence
  const [length, batch, inputs] = x.shape
  const hidden = weights.recurrent.shape[0]
  return tf.tidy(() => {
    const flat = x.reshape([length * batch, inputs]) as tf.Tensor2D
    const biases = tf.add(weights.bias, weights.recurrentBias)
    const projected = tf.add(tf.matMul(flat, weights.kernel), biases) as tf.Tensor2D // [length * batch, width]
    // tf.split of one piece has no gradient.
    const steps = length === 1 ? [projected] : tf.split(projected, length) // each [batch, width]
    const step = cell === 'lstm' ? lstmStep : rnnStep
    let state: State = { h: tf.zeros([batch, hidden]), c: tf.zeros([batch, hidden]) }
    const states: tf.Tensor2D[] = new Array(length)
    for (let i = 0; i < length; i++) {
      const t = reverse ? length - 1 - i : i
      const gates = tf.add(steps[t] as tf.Tensor2D, tf.matMul(state.h, weights.recurrent)) as tf.Tensor2D
      state = kept(state, step(gates, state), lengths, t)
      states[t] = state.h
    }
    return tf.stack(states) as tf.Tensor3D
  })
}

interface State {
  readonly h: tf.Tensor2D
  /** The LSTM's cell state. */
  readonly c: tf.Tensor2D
}

function lstmStep(gates: tf.Tensor2D, { c }: State): State {
  const [i, f, g, o] = tf.split(gates, 4, 1) as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D, tf.Tensor2D]
  const next = tf.add(tf.mul(tf.sigmoid(f), c), tf.mul(tf.sigmoid(i), tf.tanh(g))) as tf.Tensor2D
  return { h: tf.mul(tf.sigmoid(o), tf.tanh(next)), c: next }
}

function rnnStep(gates: tf.Tensor2D, { c }: State): State {
  return { h: tf.tanh(gates), c }
}

/** The new state, but the old one in rows that have ended, to the bit. */
function kept(old: State, next: State, lengths: Int32Array, t: number): State {
  if (lengths.every((steps) => t < steps)) return next
  const isReal = tf.tensor2d(
    Array.from(lengths, (steps) => (t < steps ? 1 : 0)),
    [lengths.length, 1],
    'bool',
  )
  const choose = (a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor2D =>
    tf.where(tf.tile(isReal, [1, a.shape[1]]), a, b) as tf.Tensor2D
  return { h: choose(next.h, old.h), c: choose(next.c, old.c) }
}
