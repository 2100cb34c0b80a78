import * as tf from '@tensorflow/tfjs'
import { type Batch, PADDING_ID, textWidth } from '@textgate/core'
import { dense } from '../dense.ts'
import { drop } from '../drop.ts'
import { dropoutOf } from '../dropout-of.ts'
import { embedTokens } from '../embed-tokens.ts'
import { encodeOnKernels } from '../encoders/encode-on-kernels.ts'
import type { Encoder, EncoderInput } from '../encoders/encoder.ts'
import { denseOnKernels } from '../kernels/wasm/dense-on-kernels.ts'
import type { Network } from '../network.ts'
import { type RowGradients, rowGradients } from '../row-gradients.ts'
import { compositionOf } from '../windows/composition-of.ts'
import { type Reading, readingOf } from '../windows/reading.ts'
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
      const vectors = textVectors(network, encoder, batch, pass, gradients) // [size, text]
      const head = [
        drop(vectors, dropout('pooled')),
        weight<tf.Tensor2D>('head.kernel'),
        weight<tf.Tensor1D>('head.bias'),
      ] as const
      return kernels ? denseOnKernels(kernels, ...head) : dense(...head) // [size, classes]
    },
    attention(batch, pass) {
      const { config } = network
      const reading = readingOf(batch, network)
      if (reading.rows.tokens === 0) return tf.zeros([batch.size, config.attentionHeads, batch.length])
      const states = statesOf(network, encoder, reading, pass, gradients)
      const input = { ...pass, config, reading, width: encoder.statesWidth(config) }
      return compositionOf(config).attention(input, states, batch)
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
    ...compositionOf(config).weightShapes(config, states),
    ['head.kernel', [textWidth(config, states), sizes.classes]],
    ['head.bias', [sizes.classes]],
  ])
}

/** From ids to one vector a text: the states of every real token of every window, and what is composed of them. */
function textVectors(
  network: Network,
  encoder: Encoder,
  batch: Batch,
  pass: ForwardPass,
  gradients: RowGradients,
): tf.Tensor2D {
  const { config } = network
  const reading = readingOf(batch, network)
  const width = encoder.statesWidth(config)
  const composition = compositionOf(config)
  if (reading.rows.tokens === 0) {
    const names = [
      'embedding',
      ...encoder.weightShapes(config).keys(),
      ...composition.weightShapes(config, width).keys(),
    ]
    const weights = names.map((name) => pass.weight(name))
    return encodeNothing(weights, [batch.size, textWidth(config, width)])
  }
  const states = statesOf(network, encoder, reading, pass, gradients)
  return composition.compose({ ...pass, config, reading, width }, states)
}

/** From ids to the states of every real token of every window, [tokens, width]; there is one at least. */
function statesOf(
  { config }: Network,
  encoder: Encoder,
  { rows: batch }: Reading,
  { kernel, weight, options }: ForwardPass,
  gradients: RowGradients,
): tf.Tensor2D {
  const { kernels } = kernel
  const dropout = dropoutOf(config, options)
  const table = weight<tf.Tensor2D>('embedding')
  const embedded = drop(embedTokens(table, batch.ids, gradients), dropout('embedding')) // [distinct, embedding]
  const input: EncoderInput = { config, batch, embedded, weight, dropout, kernel }
  return kernels ? encodeOnKernels(kernels, encoder, input) : encoder.encode(input)
}
