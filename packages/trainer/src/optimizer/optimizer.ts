import type * as tf from '@tensorflow/tfjs'
import type { NamedWeights } from '@textgate/core'
import type { KernelWeights } from '../trainable-model.ts'

/** Decay of the mean gradient, of its square, and what keeps the quotient finite: torch's and Keras's defaults. */
export const ADAM = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } as const

/** What stays the same from step to step. */
export interface OptimizerSettings {
  /** Decoupled weight decay, times the learning rate; variables of fewer than two dimensions (biases) have none. */
  readonly weightDecay: number
  /** Largest global norm of the gradient, > 0. */
  readonly clipNorm: number
  /** Decay of averaged weights a step, in [0, 1); 0: none are kept. */
  readonly averageDecay: number
}

/** One step. */
export interface OptimizerStep {
  /** 1-based, of the whole run. */
  readonly number: number
  /** > 0. */
  readonly learningRate: number
}

/**
 * AdamW (Loshchilov and Hutter, "Decoupled Weight Decay Regularization", 2019) over named variables, with the gradient
 * clipped by its global norm, and averaged weights. Every row of an embedding is updated, with a gradient or without,
 * as torch.optim.AdamW does. Whoever creates one disposes it.
 */
export interface Optimizer {
  /**
   * The weights where kernels see them, for steps that compute there; absent where the state lies elsewhere. What such
   * steps change the variables show after `settle`, and each row of a table that waits is made up for when it is read.
   */
  readonly weights?: KernelWeights
  /** Brings every variable up to date; before anything but a step on kernels reads them. */
  settle(): void
  /**
   * Updates every variable that has a gradient: one of these, or one that has been written to `weights`.
   *
   * @returns the global norm before clipping; nothing is updated when it is not finite
   */
  update(gradients: ReadonlyMap<string, tf.Tensor>, step: OptimizerStep): number
  /** Copies of the state: `first.NAME`, `second.NAME` and, where weights are averaged, `average.NAME`. */
  read(): Promise<NamedWeights>
  /** Goes on from a state that `read` gave. */
  write(state: NamedWeights): void
  /** Frees its state; the variables stay. */
  dispose(): void
}

/** The numbers of one update. */
export interface UpdateNumbers {
  /** What the gradient is multiplied with so that its norm is at most `clipNorm`. */
  readonly clip: number
  /** learningRate / (1 − β₁^number). */
  readonly stepSize: number
  /** 1 / √(1 − β₂^number). */
  readonly secondScale: number
  /** 1 − learningRate · weightDecay. */
  readonly keep: number
  /** Share of the old average, 0 where none is kept. */
  readonly averageDecay: number
}

/** The numbers of one update from the global norm of the gradient. */
export function updateNumbers(
  settings: OptimizerSettings,
  { number, learningRate }: OptimizerStep,
  norm: number,
): UpdateNumbers {
  return {
    clip: Math.min(1, settings.clipNorm / (norm + 1e-6)),
    stepSize: learningRate / (1 - ADAM.beta1 ** number),
    secondScale: 1 / Math.sqrt(1 - ADAM.beta2 ** number),
    keep: 1 - learningRate * settings.weightDecay,
    // Early averages would else be of the initial weights; the ramp is that of tf.train.ExponentialMovingAverage.
    averageDecay: Math.min(settings.averageDecay, number / (9 + number)),
  }
}

/** Whether weight decay applies: to matrices, not to biases. */
export function isDecayed(variable: tf.Variable): boolean {
  return variable.rank >= 2
}

/** The averaged weights in a state that `read` gave, by the variables' names. */
export function averagedWeights(state: NamedWeights): NamedWeights {
  const prefix = 'average.'
  return new Map(
    [...state]
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, weight]) => [name.slice(prefix.length), weight]),
  )
}
