import {
  type Block,
  matrixAt,
  type PackedRows,
  poolStates,
  poolStatesBackward,
  type Pooling as StatesPooling,
} from '@textgate/kernels'
import type { BlockScope } from '../kernels/wasm/block-scope.ts'
import { sortRows, unsortRows } from '../kernels/wasm/sorted-rows.ts'
import type { Pooling } from './pool.ts'
import { pooledWidth } from './pooled-width.ts'

/** As `Pooling`, in kernel memory; the batch may have no token. */
export interface BlockPooling extends Pooling {
  /** The batch's steps, as kernels take them. */
  readonly rows: PackedRows
}

/** Pooled states in kernel memory, and the way back. */
export interface PooledBlocks {
  /** Float32, shape [batch.size, pooledWidth], rows in the batch's order; see `pool`. */
  readonly vectors: Block
  /**
   * Writes the gradient of the states; once at most, and only after a traced pass.
   *
   * @param dVectors - gradient of the vectors
   */
  backward(dVectors: Block, dStates: Block): void
}

/**
 * Pools states in kernel memory.
 *
 * @param scope - owns everything, the result included
 * @param states - float32, shape [batch.tokens, width], in packed order
 * @param traced - whether a backward pass follows
 */
export function poolBlocks(
  scope: BlockScope,
  how: BlockPooling,
  states: Block,
  traced: boolean,
): PooledBlocks {
  const { kernels } = scope
  const { kind, batch, width } = how
  const size = batch.size * pooledWidth(kind, width)
  const isMax = kind === 'max' || kind === 'max-mean'
  const argmax = traced && isMax ? scope.integers(batch.size * width) : undefined
  const parts = partsOf(how, argmax)
  const sorted = scope.floats(size)
  for (const { pooling, from, to, columns } of parts) {
    poolStates(kernels, pooling, matrixAt(states, width, from), matrixAt(sorted, columns, to))
  }
  const vectors = scope.floats(size)
  unsortRows(batch, sorted, vectors.floats)
  const backward = (dVectors: Block, dStates: Block): void => {
    sortRows(batch, dVectors.floats, sorted)
    for (const { pooling, from, to, columns } of parts) {
      const isSecond = from === 0 && to > 0
      const [dOut, dFrom] = [matrixAt(sorted, columns, to), matrixAt(dStates, width, from)]
      poolStatesBackward(kernels, pooling, dOut, dFrom, isSecond)
    }
  }
  return { vectors, backward }
}

interface Part {
  readonly pooling: StatesPooling
  /** First column of the states. */
  readonly from: number
  /** First column of the pooled vectors. */
  readonly to: number
  /** Columns of the pooled vectors. */
  readonly columns: number
}

function partsOf({ kind, rows: packed, width, hidden }: BlockPooling, argmax: Block | undefined): Part[] {
  const max: StatesPooling = { kind: 'max', packed, width, argmax }
  const mean: StatesPooling = { kind: 'mean', packed, width }
  switch (kind) {
    case 'max':
      return [{ pooling: max, from: 0, to: 0, columns: width }]
    case 'mean':
      return [{ pooling: mean, from: 0, to: 0, columns: width }]
    case 'max-mean':
      return [
        { pooling: max, from: 0, to: 0, columns: 2 * width },
        { pooling: mean, from: 0, to: width, columns: 2 * width },
      ]
    case 'last':
      return Array.from({ length: width / hidden }, (_, d) => ({
        pooling: { kind: 'last', packed, width: hidden, reverse: d === 1 },
        from: d * hidden,
        to: d * hidden,
        columns: width,
      }))
  }
}
