import * as tf from '@tensorflow/tfjs'
import { type Batch, PADDING_ID, pooledWidth } from '@textgate/core'
import { dense } from '../dense.ts'
import { drop } from '../drop.ts'
import { dropoutOf } from '../dropout-of.ts'
import { embedTokens } from '../embed-tokens.ts'
import { encodeOnKernels } from '../encoders/encode-on-kernels.ts'
import type { Encoder, EncoderInput } from '../encoders/encoder.ts'
import { denseOnKernels } from '../kernels/wasm/dense-on-kernels.ts'
import type { Network } from '../network.ts'
import { lengthsOfRows } from '../packing.ts'
import { attentionShapes } from '../pooling/attention-shapes.ts'
import { type Pooling, pool } from '../pooling/pool.ts'
import { attentionOf } from '../pooling/pool-attention.ts'
import { poolOnKernels } from '../pooling/pool-on-kernels.ts'
import { realSteps } from '../pooling/real-steps.ts'
import { type RowGradients, rowGradients } from '../row-gradients.ts'
import { type Reading, readingOf } from '../windows/reading.ts'
import { textStates } from '../windows/text-states.ts'
import { tokenAttention } from '../windows/token-attention.ts'
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
    attention(batch, pass) {
      const reading = readingOf(batch, network)
      const { texts } = reading
      if (texts.tokens === 0) return tf.zeros([batch.size, network.config.attentionHeads, batch.length])
      const states = statesOf(network, encoder, reading, pass, gradients)
      const steps = realSteps(lengthsOfRows(texts), texts.length)
      return tokenAttention(attentionOf(texts, states, steps, pass.weight), batch, network.config)
    },
    step: (kernels, batch, step) => encoderStep(kernels, network, encoder, batch, step),
    dispose: () => gradients.dispose(),
  }
}

function shapesOf({ config, sizes }: Network, encoder: Encoder): Map<string, readonly number[]> {
  const states = encoder.statesWidth(config)
  return new Map<string, readonly number[]>([
    ['embedding', [sizes.vocabularySize, config.embeddingSize]],
    ...encoder.weightShapes(config),
    ...attentionShapes(config, states),
    ['head.kernel', [pooledWidth(config, states), sizes.classes]],
    ['head.bias', [sizes.classes]],
  ])
}

/** From ids to one vector a text: the states of every real token of every window, then pooled. */
function pooledStates(
  network: Network,
  encoder: Encoder,
  batch: Batch,
  pass: ForwardPass,
  gradients: RowGradients,
): tf.Tensor2D {
  const { config } = network
  const { kernel, weight } = pass
  const { kernels } = kernel
  const reading = readingOf(batch, network)
  const width = encoder.statesWidth(config)
  if (reading.texts.tokens === 0) {
    const names = [
      'embedding',
      ...encoder.weightShapes(config).keys(),
      ...attentionShapes(config, width).keys(),
    ]
    const weights = names.map((name) => weight(name))
    return encodeNothing(weights, [batch.size, pooledWidth(config, width)])
  }
  const states = statesOf(network, encoder, reading, pass, gradients)
  const pooling: Pooling = { config, batch: reading.texts, width, hidden: config.hiddenSize }
  return kernels ? poolOnKernels(kernels, pooling, states, weight) : pool(pooling, states, weight) // [size, pooled]
}

/** From ids to the states of every real token of every window, text by text, [tokens, width]; there is one at least. */
function statesOf(
  { config }: Network,
  encoder: Encoder,
  reading: Reading,
  { kernel, weight, options }: ForwardPass,
  gradients: RowGradients,
): tf.Tensor2D {
  const { kernels } = kernel
  const dropout = dropoutOf(config, options)
  const table = weight<tf.Tensor2D>('embedding')
  const batch = reading.rows
  const embedded = drop(embedTokens(table, batch.ids, gradients), dropout('embedding')) // [distinct, embedding]
  const input: EncoderInput = { config, batch, embedded, weight, dropout, kernel }
  const states = kernels ? encodeOnKernels(kernels, encoder, input) : encoder.encode(input)
  return textStates(reading, states)
}
