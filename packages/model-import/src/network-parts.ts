import type { WeightTensor } from '@textgate/core'

/** The recurrent cells of textgate. */
export type Cell = 'gru' | 'lstm' | 'rnn'

/** Weights of one direction of a layer, transposed and ordered as textgate has them; see ARCHITECTURE.md. */
export interface DirectionWeights {
  /** float32 [inputs, gates * hidden] */
  readonly kernel: WeightTensor
  /** float32 [hidden, gates * hidden] */
  readonly recurrent: WeightTensor
  /** float32 [gates * hidden] */
  readonly bias: WeightTensor
  /** float32 [gates * hidden] */
  readonly recurrentBias: WeightTensor
}

/** A recurrent layer; backward where it reads both directions. */
export interface LayerWeights {
  /** As the file names it, for errors. */
  readonly name: string
  readonly cell: Cell
  readonly forward: DirectionWeights
  readonly backward?: DirectionWeights | undefined
}

/** The parts of a network, from wherever they came. */
export interface NetworkParts {
  /** float32 [vocabulary, size] */
  readonly embedding: WeightTensor
  /** From the first to the last, one at least. */
  readonly layers: readonly [LayerWeights, ...LayerWeights[]]
  /** float32 [pooled, outputs] */
  readonly headKernel: WeightTensor
  /** float32 [outputs] */
  readonly headBias: WeightTensor
}
