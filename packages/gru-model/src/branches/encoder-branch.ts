import type * as tf from '@tensorflow/tfjs'
import { type Batch, PADDING_ID } from '@textgate/core'
import { dense } from '../dense.ts'
import { drop } from '../drop.ts'
import { dropoutOf } from '../dropout-of.ts'
import { embedTokens } from '../embed-tokens.ts'
import { encodeOnKernels } from '../encoders/encode-on-kernels.ts'
import type { Encoder, EncoderInput } from '../encoders/encoder.ts'
import { denseOnKernels } from '../kernels/wasm/dense-on-kernels.ts'
import type { Network } from '../network.ts'
import { packBatch } from '../pack-batch.ts'
import { type Pooling, pool } from '../pooling/pool.ts'
import { poolOnKernels } from '../pooling/pool-on-kernels.ts'
import { pooledWidth } from '../pooling/pooled-width.ts'
import { type RowGradients, rowGradients } from '../row-gradients.ts'
import type { Branch, ForwardPass } from './branch.ts'
import { encodeNothing } from './encode-nothing.ts'
import { encoderStep } from './encoder-step.ts'

/** The branch that reads tokens in their order: embedding, encoder, pooling, dense head. */
export function encoderBranch(network: Network, encoder: Encoder): Branch {
  const gradients = rowGradients(PADDING_ID)
  const weightShapes = shapesOf(network, encoder)
  return {
    weightShapes,
    logits(batch, pass) {
      const { kernel, weight, options } = pass
      const { kernels } = kernel
      const dropout = dropoutOf(network.config, options)
      const pooled = pooledStates(network, encoder, batch, pass, gradients) // [size, pooled]
      const head = [
        drop(pooled, dropout('pooled')),
        weight<tf.Tensor2D>('head.kernel'),
        weight<tf.Tensor1D>('head.bias'),
      ] as const
      return kernels ? denseOnKernels(kernels, ...head) : dense(...head) // [size, classes]
    },
    step: (kernels, batch, step) => encoderStep(kernels, network, encoder, batch, step),
    dispose: () => gradients.dispose(),
  }
}

function shapesOf({ config, sizes }: Network, encoder: Encoder): Map<string, readonly number[]> {
  return new Map<string, readonly number[]>([
    ['embedding', [sizes.vocabularySize, config.embeddingSize]],
    ...encoder.weightShapes(config),
    ['head.kernel', [pooledWidth(config.pooling, encoder.statesWidth(config)), sizes.classes]],
    ['head.bias', [sizes.classes]],
  ])
}

/** From ids to one vector a row: the states of every real token, then pooled. */
function pooledStates(
  { config, sizes }: Network,
  encoder: Encoder,
  batch: Batch,
  { kernel, weight, options }: ForwardPass,
  gradients: RowGradients,
): tf.Tensor2D {
  const { kernels } = kernel
  const packed = packBatch(batch, sizes.vocabularySize)
  const table = weight<tf.Tensor2D>('embedding')
  const width = encoder.statesWidth(config)
  if (packed.tokens === 0) {
    const weights = [...encoder.weightShapes(config).keys()].map((name) => weight(name))
    return encodeNothing([table, ...weights], [batch.size, pooledWidth(config.pooling, width)])
  }
  const dropout = dropoutOf(config, options)
  const embedded = drop(embedTokens(table, packed.ids, gradients), dropout('embedding')) // [distinct, embedding]
  const input: EncoderInput = { config, batch: packed, embedded, weight, dropout, kernel }
  const states = kernels ? encodeOnKernels(kernels, encoder, input) : encoder.encode(input) // [tokens, width]
  const pooling: Pooling = { kind: config.pooling, batch: packed, width, hidden: config.hiddenSize }
  return kernels ? poolOnKernels(kernels, pooling, states) : pool(pooling, states) // [size, pooled]
}
