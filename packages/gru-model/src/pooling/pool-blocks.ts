import { pooledWidth, poolingParts } from '@textgate/core'
import { type Block, matrixAt } from '@textgate/kernels'
import type { BlockScope } from '../kernels/wasm/block-scope.ts'
import { sortRows, unsortRows } from '../kernels/wasm/sorted-rows.ts'
import { attentionPart } from './attention-part.ts'
import type { BlockPooling, PoolingGradients } from './block-pooling.ts'
import { statesPart } from './states-part.ts'

/** Pooled states in kernel memory, and the way back. */
export interface PooledBlocks {
  /** Float32, shape [batch.size, pooledWidth], rows in the batch's order; see `pool`. */
  readonly vectors: Block
  /**
   * Writes the gradients; once at most, and only after a traced pass.
   *
   * @param dVectors - gradient of the vectors
   */
  backward(dVectors: Block, into: PoolingGradients): void
}

/**
 * Pools states in kernel memory.
 *
 * @param scope - owns everything, the result included
 * @param states - float32, shape [batch.tokens, width], in packed order; kept until the way back
 * @param traced - whether a backward pass follows
 */
export function poolBlocks(
  scope: BlockScope,
  how: BlockPooling,
  states: Block,
  traced: boolean,
): PooledBlocks {
  const { config, batch, width } = how
  const columns = pooledWidth(config, width)
  const sorted = scope.floats(batch.size * columns)
  let next = 0
  const parts = poolingParts(config.pooling).map((kind) => {
    const at = matrixAt(sorted, columns, next)
    const part =
      kind === 'attention'
        ? attentionPart(scope, how, states, at, traced)
        : statesPart(scope, kind, how, states, at, traced)
    next += part.columns
    return { at, part }
  })
  const vectors = scope.floats(batch.size * columns)
  unsortRows(batch, sorted, vectors.floats)
  const backward = (dVectors: Block, into: PoolingGradients): void => {
    sortRows(batch, dVectors.floats, sorted)
    parts.forEach(({ at, part }, i) => {
      part.backward(at, into, i > 0)
    })
  }
  return { vectors, backward }
}
