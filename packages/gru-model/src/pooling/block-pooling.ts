import type { Matrix, PackedRows, Place } from '@textgate/kernels'
import type { Pooling } from './pool.ts'

/** As `Pooling`, in kernel memory; the batch may have no token. */
export interface BlockPooling extends Pooling {
  /** The batch's steps, as kernels take them. */
  readonly rows: PackedRows
  /** A weight of attention by its name, where the pooling has it. */
  readonly weight: (name: string) => Place
}

/** Where the gradients of a pooling go; written. */
export interface PoolingGradients {
  /** Of the states, shape [batch.tokens, width]. */
  readonly states: Place
  /** Of a weight of attention by its name. */
  readonly weight: (name: string) => Place
}

/** One part of a pooling that has been computed, and the way back. */
export interface BlockPart {
  /** Columns of the pooled vectors that it has written. */
  readonly columns: number
  /**
   * Writes the gradients, or adds to that of the states; once at most, and only after a traced pass.
   *
   * @param dOut - gradient of the part's columns
   */
  backward(dOut: Matrix, into: PoolingGradients, addsToStates: boolean): void
}
