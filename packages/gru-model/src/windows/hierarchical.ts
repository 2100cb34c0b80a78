import type * as tf from '@tensorflow/tfjs'
import { type ModelConfig, pooledWidth } from '@textgate/core'
import { PackedRows } from '@textgate/kernels'
import { NO_DROPOUT } from '../dropout.ts'
import { encodeOnKernels } from '../encoders/encode-on-kernels.ts'
import { gru } from '../encoders/gru.ts'
import { lengthsOfRows } from '../packing.ts'
import { attentionShapes } from '../pooling/attention-shapes.ts'
import { pool } from '../pooling/pool.ts'
import { attentionOf } from '../pooling/pool-attention.ts'
import { poolBlocks } from '../pooling/pool-blocks.ts'
import { poolOnKernels } from '../pooling/pool-on-kernels.ts'
import { realSteps } from '../pooling/real-steps.ts'
import type { Composition, CompositionInput } from './composition.ts'
import { documentBatch } from './document-batch.ts'
import { windowAttention } from './window-attention.ts'

/** Before the names of all weights of the second level. */
const PREFIX = 'document.'

/**
 * The states of each window are pooled by themselves, and the vectors of the windows of a text are the inputs of a second
 * network, a bidirectional GRU with attention (Yang et al., "Hierarchical Attention Networks for Document Classification",
 * 2016, with windows in place of sentences). Its weights are named `document.gru.0.{direction}.{part}` and
 * `document.attention.{part}`.
 */
export const hierarchical: Composition = {
  weightShapes(config, width) {
    const second = secondLevel(config, width)
    const shapes = [...gru.weightShapes(second), ...attentionShapes(second, gru.statesWidth(second))]
    return new Map([
      ...attentionShapes(config, width),
      ...shapes.map(([name, shape]): [string, readonly number[]] => [PREFIX + name, shape]),
    ])
  },
  compose(input, states) {
    const windows = windowVectors(input, states)
    const { pooling, documents, weight } = documentStates(input, windows)
    const { kernels } = input.kernel
    return kernels ? poolOnKernels(kernels, pooling, documents, weight) : pool(pooling, documents, weight)
  },
  attention(input, states, batch) {
    const { config, reading, weight } = input
    const { rows } = reading
    const toStates = attentionOf(rows, states, realSteps(lengthsOfRows(rows), rows.length), weight)
    const { pooling, documents, weight: named } = documentStates(input, windowVectors(input, states))
    const steps = realSteps(lengthsOfRows(pooling.batch), pooling.batch.length)
    const toWindows = attentionOf(pooling.batch, documents, steps, named)
    return windowAttention(toStates, toWindows, reading.counts, batch, config)
  },
  composeBlocks(scope, { config, reading, width, rows, weight }, states) {
    const { memory } = scope.kernels
    const windows = { config, batch: reading.rows, rows, width, hidden: config.hiddenSize, weight }
    const pooled = poolBlocks(scope, windows, states, true) // vectors [windows, pooled]
    const second = secondLevel(config, width)
    const batch = documentBatch(reading)
    const steps = scope.keep(new PackedRows(memory, batch.rowsAtStep, batch.size))
    const named = (name: string) => weight(PREFIX + name)
    const level = { config: second, batch, rows: steps, weight: named }
    const dropout = () => NO_DROPOUT
    const encoded = gru.encodeBlocks(scope, { ...level, embedded: pooled.vectors, dropout }, true)
    const columns = gru.statesWidth(second)
    const texts = poolBlocks(
      scope,
      { ...level, width: columns, hidden: config.hiddenSize },
      encoded.states,
      true,
    )
    return {
      vectors: texts.vectors,
      backward(dVectors, weight) {
        const named = (name: string) => weight(PREFIX + name)
        const dDocuments = scope.floats(batch.tokens * columns)
        texts.backward(dVectors, { states: dDocuments, weight: named })
        const dWindows = scope.floats(reading.rows.size * second.embeddingSize)
        encoded.backward(dDocuments, { embedded: dWindows, weight: named })
        const dStates = scope.floats(reading.rows.tokens * width)
        pooled.backward(dWindows, { states: dStates, weight })
        return dStates
      },
    }
  },
}

/** The second network, as a configuration of its own. */
function secondLevel(config: ModelConfig, width: number): ModelConfig {
  const network = { encoder: 'gru', layers: 1, bidirectional: true, pooling: 'attention' } as const
  return { ...config, ...network, embeddingSize: pooledWidth(config, width), attentionHeads: 1 }
}

/** The pooled vector of each window, float32, shape [windows, pooled]. */
function windowVectors(
  { config, reading, width, weight, kernel }: CompositionInput,
  states: tf.Tensor2D,
): tf.Tensor2D {
  const pooling = { config, batch: reading.rows, width, hidden: config.hiddenSize }
  return kernel.kernels
    ? poolOnKernels(kernel.kernels, pooling, states, weight)
    : pool(pooling, states, weight)
}

/** The states of the second network, float32, shape [windows, 2 * hidden] in packed order, and how they are pooled. */
function documentStates({ config, reading, width, weight, kernel }: CompositionInput, windows: tf.Tensor2D) {
  const second = secondLevel(config, width)
  const batch = documentBatch(reading)
  const named = <T extends tf.Tensor>(name: string): T => weight<T>(PREFIX + name)
  const input = { config: second, batch, embedded: windows, weight: named, dropout: () => NO_DROPOUT, kernel }
  const documents = kernel.kernels ? encodeOnKernels(kernel.kernels, gru, input) : gru.encode(input)
  const pooling = { config: second, batch, width: gru.statesWidth(second), hidden: config.hiddenSize }
  return { documents, pooling, weight: named }
}
