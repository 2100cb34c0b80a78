import type { ModelConfig } from '@textgate/core'
import {
  type Block,
  type Kernels,
  matrixAt,
  type PackedRows,
  type Pooling,
  poolStates,
  poolStatesBackward,
} from '@textgate/kernels'

/** How the states of all directions, side by side, become pooled vectors; the columns are those of `pool`. */
export interface BlockPooling {
  readonly kernels: Kernels
  readonly packed: PackedRows
  readonly pooling: ModelConfig['pooling']
  /** Columns of the states of all directions. */
  readonly width: number
  /** Columns of one direction. */
  readonly hidden: number
}

/**
 * Pools states [positions, width] into `pooled` [batch, columns], rows in sorted order.
 *
 * @param argmax - int32, shape [batch, width]; written where maxima are pooled and it is given
 */
export function poolBlocks(how: BlockPooling, states: Block, pooled: Block, argmax: Block | undefined): void {
  for (const { pooling, from, to, columns } of partsOf(how, argmax)) {
    poolStates(how.kernels, pooling, matrixAt(states, how.width, from), matrixAt(pooled, columns, to))
  }
}

/** The gradient of `poolBlocks`: writes `dStates` from `dPooled` and the `argmax` of the forward pass. */
export function poolBlocksBackward(
  how: BlockPooling,
  dPooled: Block,
  dStates: Block,
  argmax: Block | undefined,
): void {
  for (const { pooling, from, to, columns } of partsOf(how, argmax)) {
    const isSecond = from === 0 && to > 0
    const [dOut, dFrom] = [matrixAt(dPooled, columns, to), matrixAt(dStates, how.width, from)]
    poolStatesBackward(how.kernels, pooling, dOut, dFrom, isSecond)
  }
}

interface Part {
  readonly pooling: Pooling
  /** First column of the states. */
  readonly from: number
  /** First column of the pooled vectors. */
  readonly to: number
  /** Columns of the pooled vectors. */
  readonly columns: number
}

function partsOf({ packed, pooling, width, hidden }: BlockPooling, argmax: Block | undefined): Part[] {
  const max: Pooling = { kind: 'max', packed, width, argmax }
  const mean: Pooling = { kind: 'mean', packed, width }
  switch (pooling) {
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
