import { type Batch, type ModelConfig, PADDING_ID } from '@textgate/core'
import { type Block, dropOutRows, gatherRows, type Kernels, matrixAt } from '@textgate/kernels'
import { dropoutOf, dropoutOfLayers } from '../../dropout-of.ts'
import { layersOf } from '../../layers-of.ts'
import { packBatch } from '../../pack-batch.ts'
import { directionsOf, type ModelSizes } from '../../weight-shapes.ts'
import { pooledColumns } from '../encoder.ts'
import type { KernelStep, KernelWeights } from '../kernel-step.ts'
import { BlockScope } from './block-scope.ts'
import { denseBackward, denseForward } from './dense-blocks.ts'
import { encoderBackward } from './encoder-backward.ts'
import { type BlockEncoder, encoderForward } from './encoder-forward.ts'
import { sortRows, unsortRows } from './sorted-rows.ts'

/** A network and what it is built for. */
export interface Network {
  readonly config: ModelConfig
  readonly sizes: ModelSizes
}

/**
 * The GRU's part of a step: from ids to logits, and back to the gradients of all its weights.
 *
 * @throws RangeError when the batch is malformed, see `packBatch`; KERNEL_MEMORY_EXHAUSTED and what else kernels throw
 */
export function gruStep(kernels: Kernels, { config, sizes }: Network, batch: Batch, step: KernelStep): void {
  const { weights, dropoutSeed } = step
  const dropout = dropoutOf(config, { training: true, dropoutSeed })
  const scope = new BlockScope(kernels)
  try {
    const packed = packBatch(batch, sizes.vocabularySize)
    const encoder: BlockEncoder = {
      ...{ batch: packed, pooling: config.pooling },
      ...{ inputs: config.embeddingSize, hidden: config.hiddenSize },
      embedded: embeddedTokens(scope, weights, packed.ids, config.embeddingSize),
      layers: layersOf(config, (name) => weights.values(name)),
      dropout: dropoutOfLayers(config, dropout),
    }
    const { pooled, trace } = encoderForward(scope, encoder, true) // [size, width] in sorted order
    const width = pooledColumns(config.pooling, config.hiddenSize * directionsOf(config).length)
    const x = scope.floats(batch.size * width)
    unsortRows(packed, pooled, x.floats)
    const drop = (block: Block): void => {
      const at = matrixAt(block, width)
      const place = dropout('pooled')
      if (place.rate > 0) dropOutRows(kernels, { x: at, out: at, rows: batch.size, width, ...place })
    }
    drop(x)
    const head = {
      ...{ x, kernel: weights.values('head.kernel'), bias: weights.values('head.bias') },
      ...{ batch: batch.size, inputs: width, outputs: sizes.classes },
    }
    const logits = scope.floats(batch.size * sizes.classes)
    denseForward(kernels, head, logits)
    const dLogits = scope.floatsOf(step.gradientOf(logits.floats))
    const dx = scope.floats(batch.size * width)
    const kernel = weights.gradient('head.kernel')
    denseBackward(kernels, head, dLogits, { x: dx, kernel, bias: weights.gradient('head.bias') })
    drop(dx)
    sortRows(packed, dx.floats, pooled)
    const embedded = weights.gradient('embedding')
    const layers = layersOf(config, (name) => weights.gradient(name))
    encoderBackward(scope, encoder, trace, pooled, { embedded, layers })
    // Ids are ascending. The padding's row never moves.
    if (packed.ids[0] === PADDING_ID) embedded.floats.fill(0, 0, config.embeddingSize)
  } finally {
    scope.freeAll()
  }
}

/** Float32, shape [ids.length, width]. */
function embeddedTokens(scope: BlockScope, weights: KernelWeights, ids: Int32Array, width: number): Block {
  const rows = ids.length
  const embedded = scope.floats(rows * width)
  const table = matrixAt(weights.rows('embedding', ids), width)
  const picked = { table, ids: scope.integersOf(ids), values: matrixAt(embedded, width), rows, width }
  gatherRows(scope.kernels, picked)
  return embedded
}
