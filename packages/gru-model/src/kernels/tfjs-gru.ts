import * as tf from '@tensorflow/tfjs'
import type { CellWeights, Sequence } from './sequence-kernel.ts'
import { splitSteps } from './split-steps.ts'
import { type GruTrace, tfjsGruGradient } from './tfjs-gru-gradient.ts'

/** σ of this is exactly 0 in float32, whatever real gate input stands beside it. */
const GATE_CLOSED = -1e4

/**
 * Sequences of a GRU in plain tfjs operations, on any backend, with hand-written back-propagation through time.
 *
 * The inputs of all steps are projected at once; a step multiplies by the recurrent kernel alone. Gates are kept
 * apart, because cutting a slab costs more than three smaller products. The update gate is computed as u = 1 − z, by
 * negated weights: h' = h + u∘(n − h) then leaves the state of an ended row untouched with u = 0, and ended rows cost
 * one addition for the whole sequence.
 */
export function tfjsGruStates({ x, lengths, reverse }: Sequence, weights: CellWeights): tf.Tensor3D {
  const run = tf.customGrad((...args: (tf.Tensor | tf.GradSaveFunc)[]) => {
    const [x, kernel, recurrent, bias, recurrentBias, save] = args as [
      ...[tf.Tensor3D, tf.Tensor2D, tf.Tensor2D, tf.Tensor1D, tf.Tensor1D],
      tf.GradSaveFunc,
    ]
    const traced = tf.engine().state.gradientDepth > 0
    const { states, trace } = forward(
      { x, lengths, reverse },
      { kernel, recurrent, bias, recurrentBias },
      traced,
    )
    if (trace) save([x, kernel, recurrent, trace.u, trace.r, trace.n, trace.candidate, trace.previous])
    return {
      value: states,
      gradFunc: (dStates: tf.Tensor, saved: tf.Tensor[]) => {
        const [x, kernel, recurrent, u, r, n, candidate, previous] = saved as [tf.Tensor3D, ...tf.Tensor2D[]]
        return tfjsGruGradient({
          dStates: dStates as tf.Tensor3D,
          x,
          kernel: kernel as tf.Tensor2D,
          recurrent: recurrent as tf.Tensor2D,
          trace: { u, r, n, candidate, previous } as GruTrace,
          reverse,
        })
      },
    }
  })
  return run(x, weights.kernel, weights.recurrent, weights.bias, weights.recurrentBias) as tf.Tensor3D
}

function forward(
  { x, lengths, reverse }: Sequence,
  weights: CellWeights,
  traced: boolean,
): { states: tf.Tensor3D; trace?: GruTrace } {
  const [length, batch, inputs] = x.shape
  const hidden = weights.recurrent.shape[0]
  const [wz, wr, wn] = gates(weights.kernel)
  const [uz, ur, un] = gates(weights.recurrent)
  const [bz, br, bn] = gates(weights.bias)
  const [cz, cr, cn] = gates(weights.recurrentBias)
  const flat = x.reshape([length * batch, inputs]) as tf.Tensor2D // [length * batch, inputs]
  // Each tidy leaves the steps alone: on long texts the whole sequence is what fills the memory.
  const xu = tf.tidy(() => {
    const projected = tf.add(tf.matMul(flat, tf.neg(wz)), tf.neg(tf.add(bz, cz))) // [length * batch, hidden]
    return splitSteps(closeEndedRows(projected as tf.Tensor2D, lengths, length), length)
  })
  const xr = tf.tidy(() => splitSteps(tf.add(tf.matMul(flat, wr), tf.add(br, cr)), length))
  const xn = tf.tidy(() => splitSteps(tf.add(tf.matMul(flat, wn), bn), length))
  const recurrentU = tf.neg(uz) // [hidden, hidden]
  const candidateBias = tf.tile(cn.reshape([1, hidden]), [batch, 1]) // [batch, hidden]

  const steps: Step[] = new Array(length)
  let h = tf.zeros<tf.Rank.R2>([batch, hidden])
  for (let i = 0; i < length; i++) {
    const t = reverse ? length - 1 - i : i
    const previous = h
    const step = tf.tidy(() => {
      const u = tf.sigmoid(tf.add(tf.matMul(previous, recurrentU), xu[t] as tf.Tensor2D))
      const r = tf.sigmoid(tf.add(tf.matMul(previous, ur), xr[t] as tf.Tensor2D))
      const candidate = tf.add(tf.matMul(previous, un), candidateBias)
      const n = tanh(tf.add(tf.mul(r, candidate), xn[t] as tf.Tensor2D))
      const state = tf.add(previous, tf.mul(u, tf.sub(n, previous)))
      return traced ? { u, r, n, candidate, state } : { state }
    }) as Step
    tf.dispose([xu[t], xr[t], xn[t]])
    steps[t] = { ...step, previous }
    h = step.state
  }
  const join = (key: keyof Step): tf.Tensor2D => tf.concat(steps.map((step) => step[key]))
  const joinLast = (key: keyof Step): tf.Tensor2D => {
    const whole = join(key)
    for (const step of steps) step[key].dispose()
    return whole
  }
  const states = join('state').reshape([length, batch, hidden]) as tf.Tensor3D
  if (!traced) return { states }
  const trace = {
    u: joinLast('u'),
    r: joinLast('r'),
    n: joinLast('n'),
    candidate: joinLast('candidate'),
    previous: joinLast('previous'),
  }
  return { states, trace }
}

type Step = Record<'u' | 'r' | 'n' | 'candidate' | 'previous' | 'state', tf.Tensor2D>

function gates<T extends tf.Tensor>(weights: T): [T, T, T] {
  return tf.split(weights, 3, weights.rank - 1) as [T, T, T]
}

/** Adds GATE_CLOSED to the update gate's input of every step beyond the end of its row. */
function closeEndedRows(gate: tf.Tensor2D, lengths: Int32Array, length: number): tf.Tensor2D {
  if (lengths.every((real) => real >= length)) return gate
  const batch = lengths.length
  const closed = new Float32Array(length * batch)
  for (let t = 0; t < length; t++) {
    for (let b = 0; b < batch; b++) if (t >= (lengths[b] as number)) closed[t * batch + b] = GATE_CLOSED
  }
  return tf.add(gate, tf.tensor2d(closed, [length * batch, 1]))
}

/** tfjs-wasm has a fast σ but a slow tanh (five times); tanh(x) = 2σ(2x) − 1 is exact to 1.2e-7. */
function tanh(x: tf.Tensor2D): tf.Tensor2D {
  if (tf.getBackend() !== 'wasm') return tf.tanh(x)
  return tf.sub(tf.mul(tf.sigmoid(tf.mul(x, 2)), 2), 1)
}
