import {
  type Block,
  type Matrix,
  matrixAt,
  type PoolingKind,
  poolStates,
  poolStatesBackward,
  type Pooling as StatesPooling,
} from '@textgate/kernels'
import type { BlockScope } from '../kernels/wasm/block-scope.ts'
import type { BlockPart, BlockPooling } from './block-pooling.ts'

/**
 * Pools states in kernel memory without weights: the last, largest or mean ones.
 *
 * @param states - float32, shape [batch.tokens, width], in packed order
 * @param out - shape [batch.size, width], rows in sorted order; written
 */
export function statesPart(
  scope: BlockScope,
  kind: PoolingKind,
  how: BlockPooling,
  states: Block,
  out: Matrix,
  traced: boolean,
): BlockPart {
  const { kernels } = scope
  const { batch, width } = how
  const argmax = traced && kind === 'max' ? scope.integers(batch.size * width) : undefined
  const pieces =
    kind === 'last' ? endsOf(how) : [{ pooling: { kind, packed: how.rows, width, argmax }, from: 0 }]
  for (const { pooling, from } of pieces) {
    poolStates(kernels, pooling, matrixAt(states, width, from), matrixAt(out, out.stride, from))
  }
  return {
    columns: width,
    backward(dOut, into, addsToStates) {
      for (const { pooling, from } of pieces) {
        const [dFrom, dTo] = [matrixAt(dOut, dOut.stride, from), matrixAt(into.states, width, from)]
        poolStatesBackward(kernels, pooling, dFrom, dTo, addsToStates)
      }
    },
  }
}

interface Piece {
  readonly pooling: StatesPooling
  /** First column of the states and of the pooled vectors. */
  readonly from: number
}

/** Each direction ends at another step. */
function endsOf({ rows: packed, width, hidden }: BlockPooling): Piece[] {
  return Array.from({ length: width / hidden }, (_, d) => ({
    pooling: { kind: 'last', packed, width: hidden, reverse: d === 1 },
    from: d * hidden,
  }))
}
