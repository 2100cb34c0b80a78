import * as tf from '@tensorflow/tfjs'
import type { NamedWeights, WeightTensor } from '@textgate/core'
import { sumOfSquares } from './gradient-norm.ts'
import {
  ADAM,
  isDecayed,
  type Optimizer,
  type OptimizerSettings,
  type UpdateNumbers,
  updateNumbers,
} from './optimizer.ts'

interface HostState {
  readonly first: Float32Array
  readonly second: Float32Array
  readonly average: Float32Array | undefined
}

/** AdamW in plain loops over typed arrays: for the cpu backend, whose tensors are typed arrays already. */
export function hostAdamw(
  variables: ReadonlyMap<string, tf.Variable>,
  settings: OptimizerSettings,
): Optimizer {
  const state = new Map<string, HostState>()
  for (const [name, variable] of variables) {
    state.set(name, {
      first: new Float32Array(variable.size),
      second: new Float32Array(variable.size),
      average: settings.averageDecay > 0 ? (variable.dataSync() as Float32Array).slice() : undefined,
    })
  }
  return {
    // The variables show every update at once.
    settle() {},
    update(gradients, step) {
      let squares = 0
      for (const gradient of gradients.values()) squares += sumOfSquares(gradient.dataSync() as Float32Array)
      const norm = Math.sqrt(squares)
      if (!Number.isFinite(norm)) return norm
      const numbers = updateNumbers(settings, step, norm)
      for (const [name, gradient] of gradients) {
        const variable = variables.get(name) as tf.Variable
        const keep = isDecayed(variable) ? numbers.keep : 1
        const values = updatedValues(variable, gradient, state.get(name) as HostState, { ...numbers, keep })
        const updated = tf.tensor(values, variable.shape)
        variable.assign(updated)
        updated.dispose()
      }
      return norm
    },
    read: async () => readState(variables, state),
    write(saved) {
      for (const [name, { first, second, average }] of state) {
        first.set((saved.get(`first.${name}`) as WeightTensor).data)
        second.set((saved.get(`second.${name}`) as WeightTensor).data)
        average?.set((saved.get(`average.${name}`) as WeightTensor).data)
      }
    },
    dispose() {},
  }
}

function updatedValues(
  variable: tf.Variable,
  gradient: tf.Tensor,
  { first, second, average }: HostState,
  { clip, stepSize, secondScale, keep, averageDecay }: UpdateNumbers,
): Float32Array {
  const old = variable.dataSync() as Float32Array
  const gradients = gradient.dataSync() as Float32Array
  const updated = new Float32Array(old.length)
  const { beta1, beta2, epsilon } = ADAM
  for (let i = 0; i < old.length; i++) {
    const g = (gradients[i] as number) * clip
    const m = beta1 * (first[i] as number) + (1 - beta1) * g
    const v = beta2 * (second[i] as number) + (1 - beta2) * g * g
    first[i] = m
    second[i] = v
    updated[i] = (old[i] as number) * keep - (stepSize * m) / (Math.sqrt(v) * secondScale + epsilon)
  }
  if (average) {
    for (let i = 0; i < average.length; i++) {
      average[i] = averageDecay * (average[i] as number) + (1 - averageDecay) * (updated[i] as number)
    }
  }
  return updated
}

function readState(
  variables: ReadonlyMap<string, tf.Variable>,
  state: ReadonlyMap<string, HostState>,
): NamedWeights {
  const copies = new Map<string, WeightTensor>()
  for (const [name, { first, second, average }] of state) {
    const shape = [...(variables.get(name) as tf.Variable).shape]
    copies.set(`first.${name}`, { shape, data: first.slice() })
    copies.set(`second.${name}`, { shape, data: second.slice() })
    if (average) copies.set(`average.${name}`, { shape, data: average.slice() })
  }
  return copies
}
