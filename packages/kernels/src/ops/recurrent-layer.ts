import type { PackedRows } from './packed-rows.ts'
import type { Matrix, Place } from './places.ts'
import type { Cell } from './recurrent-cells.ts'
import type { Segments } from './row-operations.ts'

/** Weights of one direction of a recurrent layer, or their gradients; rows without gaps, gates side by side. */
export interface RecurrentWeights {
  /** Shape [inputs, gates · hidden]. */
  readonly kernel: Place
  /** Shape [hidden, gates · hidden]. */
  readonly recurrent: Place
  /** Beside the kernel, shape [gates · hidden]. */
  readonly bias: Place
  /** Beside the recurrent kernel, shape [gates · hidden]. */
  readonly recurrentBias: Place
}

/** What a layer reads: a row for each position, or a row for each distinct token and which position reads which. */
export interface LayerInput {
  /** Shape [rows, inputs]. */
  readonly x: Matrix
  readonly rows: number
  /** Columns of `x`. */
  readonly inputs: number
  /** Row of `x` at each position, int32, shape [positions]; absent: position p reads row p. */
  readonly index?: Place | undefined
  /** The positions of each row of `x`; the backward pass needs them where `index` is given. */
  readonly segments?: Segments | undefined
}

/** One direction of a layer in the forward pass. */
export interface LayerDirection {
  readonly weights: RecurrentWeights
  /** True to read each row from its last step to its first. */
  readonly reverse: boolean
  /** States after each step, in packed order, shape [positions, hidden]; written. */
  readonly states: Matrix
}

/** A recurrent layer of one or more directions over packed rows. */
export interface RecurrentLayer {
  readonly cell: Cell
  /** Size of the state. */
  readonly hidden: number
  readonly packed: PackedRows
  readonly input: LayerInput
  readonly directions: readonly LayerDirection[]
}
