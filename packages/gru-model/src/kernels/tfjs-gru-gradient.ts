import * as tf from '@tensorflow/tfjs'
import { splitSteps } from './split-steps.ts'

/** What the forward pass keeps for the gradient; each float32, time-major, shape [length * batch, hidden]. */
export interface GruTrace {
  /** Update gate 1 − z. */
  readonly u: tf.Tensor2D
  /** Reset gate. */
  readonly r: tf.Tensor2D
  /** New state before mixing. */
  readonly n: tf.Tensor2D
  /** h·Un + cn, before the reset gate. */
  readonly candidate: tf.Tensor2D
  /** State before the step. */
  readonly previous: tf.Tensor2D
}

interface GradientInput {
  /** Gradient of the states, shape [length, batch, hidden]. */
  readonly dStates: tf.Tensor3D
  readonly x: tf.Tensor3D
  readonly kernel: tf.Tensor2D
  readonly recurrent: tf.Tensor2D
  readonly trace: GruTrace
  readonly reverse: boolean
}

/**
 * Gradients of the GRU sequence in x, kernel, recurrent, bias and recurrentBias, in that order.
 *
 * Each gate's gradient is the state's gradient times a factor that the forward pass alone decides, so the factors of
 * all steps are computed at once; the loop over steps only carries the state's gradient, and the gradients of the
 * weights are one product over all steps. Transposes are explicit because tfjs-wasm's products with a transpose flag
 * are ten times slower.
 */
export function tfjsGruGradient({
  dStates,
  x,
  kernel,
  recurrent,
  trace,
  reverse,
}: GradientInput): tf.Tensor[] {
  return tf.tidy(() => {
    const [length, batch, inputs] = x.shape
    const rows = length * batch
    const hidden = recurrent.shape[0]
    const factors = gateFactors(trace)
    const dState = stateGradients({
      dStates: dStates.reshape([rows, hidden]) as tf.Tensor2D,
      factors,
      update: trace.u,
      recurrent,
      length,
      reverse,
    }) // [rows, hidden]
    const [gz, gr, gn, gc] = [factors.z, factors.r, factors.n, factors.candidate].map((factor) => {
      const gradient = tf.mul(dState, factor)
      factor.dispose()
      return gradient
    }) as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D, tf.Tensor2D] // each [rows, hidden]
    dState.dispose()

    const [dKernel, dBias] = weightGradients(x.reshape([rows, inputs]), [gz, gr, gn])
    const [dRecurrent, dRecurrentBias] = weightGradients(trace.previous, [gz, gr, gc])
    const [wz, wr, wn] = transposedGates(kernel)
    const dx = tf.tidy(() => tf.add(tf.add(tf.matMul(gz, wz), tf.matMul(gr, wr)), tf.matMul(gn, wn))) // [rows, inputs]
    return [dx.reshape([length, batch, inputs]), dKernel, dRecurrent, dBias, dRecurrentBias]
  })
}

type Factors = Record<'z' | 'r' | 'n' | 'candidate', tf.Tensor2D>

/** Gradient of each gate's input per unit of the state's gradient; each shape [length * batch, hidden]. */
function gateFactors({ u, r, n, candidate, previous }: GruTrace): Factors {
  return tf.tidy(() => {
    const factorN = tf.mul(u, tf.sub(1, tf.square(n)))
    const factorCandidate = tf.mul(factorN, r)
    return {
      z: tf.mul(tf.sub(previous, n), tf.mul(u, tf.sub(1, u))),
      r: tf.mul(tf.mul(factorCandidate, candidate), tf.sub(1, r)),
      n: factorN,
      candidate: factorCandidate,
    }
  }) as Factors
}

/** Whole gradient of each step's state, from later steps and from outside; shape [length * batch, hidden]. */
function stateGradients(input: {
  dStates: tf.Tensor2D
  factors: Factors
  update: tf.Tensor2D
  recurrent: tf.Tensor2D
  length: number
  reverse: boolean
}): tf.Tensor2D {
  const { dStates, factors, recurrent, length, reverse } = input
  return tf.tidy(() => {
    const [uz, ur, un] = transposedGates(recurrent)
    const outside = splitSteps(dStates, length)
    const fz = splitSteps(factors.z, length)
    const fr = splitSteps(factors.r, length)
    const fc = splitSteps(factors.candidate, length)
    const keep = tf.tidy(() => splitSteps(tf.sub(1, input.update), length))
    const total: tf.Tensor2D[] = new Array(length)
    let carried: tf.Tensor2D | undefined
    for (let i = 0; i < length; i++) {
      const t = reverse ? i : length - 1 - i
      const dh = (carried ? tf.add(outside[t] as tf.Tensor2D, carried) : outside[t]) as tf.Tensor2D
      total[t] = dh
      if (i === length - 1) break
      carried = tf.tidy(() => {
        const throughZ = tf.matMul(tf.mul(dh, fz[t] as tf.Tensor2D), uz)
        const throughR = tf.matMul(tf.mul(dh, fr[t] as tf.Tensor2D), ur)
        const throughN = tf.matMul(tf.mul(dh, fc[t] as tf.Tensor2D), un)
        const direct = tf.mul(dh, keep[t] as tf.Tensor2D)
        return tf.add(tf.add(direct, throughN), tf.add(throughR, throughZ)) as tf.Tensor2D
      })
      tf.dispose([fz[t], fr[t], fc[t], keep[t]])
    }
    return tf.concat(total)
  })
}

/** Gradients of a kernel [inputs, 3 * hidden] and of the bias beside it [3 * hidden], one product a gate. */
function weightGradients(inputs: tf.Tensor2D, gates: tf.Tensor2D[]): [tf.Tensor2D, tf.Tensor1D] {
  return tf.tidy(() => {
    const [rows, size] = inputs.shape
    // A row of ones below the inputs makes the bias one more row of the same product: sums over rows are slow on wasm.
    const left = tf.concat([tf.transpose(inputs), tf.ones<tf.Rank.R2>([1, rows])]) // [size + 1, rows]
    const product = tf.concat(
      gates.map((gate) => tf.matMul(left, gate)),
      1,
    ) // [size + 1, 3 * hidden]
    const width = product.shape[1] as number
    return [
      tf.slice(product, [0, 0], [size, width]),
      tf.slice(product, [size, 0], [1, width]).reshape([width]),
    ]
  }) as [tf.Tensor2D, tf.Tensor1D]
}

function transposedGates(weights: tf.Tensor2D): [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D] {
  return tf.split(weights, 3, 1).map((gate) => tf.transpose(gate)) as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D]
}
