import {
  type ModelConfig,
  type NamedWeights,
  ngramBuckets,
  ONNX_INTERFACE,
  ONNX_METADATA,
} from '@textgate/core'
import { checkConfig } from './check-config.ts'
import { checkWeights, type WeightLookup } from './check-weights.ts'
import { type GraphBuilder, graphBuilder } from './graph-builder.ts'
import { gruWeights } from './gru-weights.ts'
import type { Initializer, ModelGraph } from './model-graph.ts'
import { ngramsGraph } from './ngrams-graph.ts'
import { poolingGraph } from './pooling-graph.ts'
import { positionsGraph } from './positions-graph.ts'
import { VERSION } from './version.ts'

/**
 * Operators of opset 17, which ONNX Runtime reads from 1.12 (2022) on, as do the runtimes of browsers, phones and
 * other vendors. Nothing in the graph needs a newer one.
 */
export const ONNX_OPSET = 17

/** The file format that came with opset 17; older runtimes refuse higher numbers even where the operators are known. */
export const ONNX_IR_VERSION = 8

/** What the graph records beside the network. */
export interface ClassifierGraphOptions {
  /** Labels in the order of the outputs, at least two. */
  readonly labels: readonly string[]
  /** Ids of the tokenizer: rows of the embedding. */
  readonly vocabularySize: number
  /** SHA-256 of tokenizer.json. */
  readonly tokenizerFingerprint: string
  /** Versions that made the model, by package or runtime name. */
  readonly versions?: Readonly<Record<string, string>>
}

/**
 * The ONNX graph of a trained classifier: ids int32 [batch, length] and lengths int32 [batch] in, probabilities
 * float32 [batch, classes] and label int64 [batch] out; batch and length may vary from run to run. The graph refers to
 * the embedding, the head and the kernel of the n-grams without copying them.
 *
 * @param weights - by the names of `readWeights`: `embedding`, `gru.{layer}.{direction}.kernel`, ..., `head.bias`
 * @throws EXPORT_UNSUPPORTED naming a configuration key that has no operators here
 * @throws WEIGHTS_INVALID naming a weight that is missing, misshapen, not finite or without a place
 */
export function classifierGraph(
  config: ModelConfig,
  weights: NamedWeights,
  options: ClassifierGraphOptions,
): ModelGraph {
  checkConfig(config)
  const { labels, vocabularySize } = options
  const weight = checkWeights(config, weights, { vocabularySize, classes: labels.length })
  const { ids, lengths, probabilities, label } = ONNX_INTERFACE
  const graph = graphBuilder()

  const idsByTime = graph.add('ids_by_time', 'Transpose', [ids], { perm: [1, 0] }) // [length, batch]
  const embedding = graph.constant(floats('embedding', weight))
  const embedded = graph.add('embedded', 'Gather', [embedding, idsByTime], { axis: 0 }) // [length, batch, embedding]
  const { states, final, width } = gruLayers(graph, config, weight, embedded)
  const needsPositions = config.pooling !== 'last' || config.ngrams > 0
  const positions = needsPositions ? positionsGraph(graph, ids) : ''
  const pooled = poolingGraph(graph, config.pooling, { positions, lengths, states, final }, width)
  const head = [graph.constant(floats('head.kernel', weight)), graph.constant(floats('head.bias', weight))]
  const alone = config.ngrams === 0
  let logits = graph.add(alone ? 'logits' : 'gru.logits', 'Gemm', [pooled, ...head]) // [batch, classes]
  if (!alone) {
    const kernel = graph.constant(floats('ngrams.kernel', weight))
    const bias = graph.constant(floats('ngrams.bias', weight))
    const sizes = { vocabularySize, ngrams: config.ngrams, buckets: ngramBuckets(config, labels.length) }
    const wide = ngramsGraph(graph, { ids, lengths, positions, kernel, bias }, sizes)
    const sum = graph.add('logits.sum', 'Add', [logits, wide])
    logits = graph.add('logits', 'Mul', [sum, graph.scalar('half', 'float', 0.5)])
  }
  graph.add(probabilities, 'Softmax', [logits], { axis: 1 })
  // Of the probabilities, not of the logits: both outputs agree even where rounding makes two classes equal.
  graph.add(label, 'ArgMax', [probabilities], { axis: 1, keepdims: 0 })

  return {
    name: 'textgate_classifier',
    description: describe(config, options),
    irVersion: ONNX_IR_VERSION,
    opset: ONNX_OPSET,
    producer: { name: 'textgate', version: VERSION },
    metadata: metadata(options),
    inputs: [
      { name: ids, type: 'int32', shape: ['batch', 'length'] },
      { name: lengths, type: 'int32', shape: ['batch'] },
    ],
    outputs: [
      { name: probabilities, type: 'float', shape: ['batch', labels.length] },
      { name: label, type: 'int64', shape: ['batch'] },
    ],
    nodes: graph.nodes,
    initializers: graph.initializers,
  }
}

/** Adds the stacked GRU layers; the last layer's outputs that the pooling does not read are left out. */
function gruLayers(
  graph: GraphBuilder,
  { layers, hiddenSize, bidirectional, pooling }: ModelConfig,
  weight: WeightLookup,
  embedded: string,
): { states: string; final: string; width: number } {
  const directions = bidirectional ? ['forward', 'backward'] : ['forward']
  const width = hiddenSize * directions.length
  let input = embedded // [length, batch, input]
  let states = ''
  let final = ''
  for (let layer = 0; layer < layers; layer++) {
    const needsFinal = layer === layers - 1 && pooling === 'last'
    states = needsFinal ? '' : `gru.${layer}.states` // [length, directions, batch, hidden]
    final = needsFinal ? `gru.${layer}.final` : '' // [directions, batch, hidden]
    const { kernel, recurrent, bias } = gruWeights(layer, directions, weight)
    const constants = [kernel, recurrent, bias].map((tensor) => graph.constant(tensor))
    graph.addNode({
      name: `gru.${layer}/GRU`,
      operator: 'GRU',
      inputs: [input, ...constants, ONNX_INTERFACE.lengths],
      outputs: needsFinal ? ['', final] : [states],
      attributes: {
        direction: bidirectional ? 'bidirectional' : 'forward',
        hidden_size: hiddenSize,
        // The reset gate acts after the recurrent product, as torch, Keras and cuDNN have it.
        linear_before_reset: 1,
      },
    })
    if (layer === layers - 1) break
    const moved = graph.add(`gru.${layer}.by_row`, 'Transpose', [states], { perm: [0, 2, 1, 3] }) // [length, batch, directions, hidden]
    input = graph.add(`gru.${layer}.output`, 'Reshape', [moved, graph.integers('shape.step', [0, 0, width])])
  }
  return { states, final, width }
}

function floats(name: string, weight: WeightLookup): Initializer {
  return { name, type: 'float', ...weight(name) }
}

function describe(config: ModelConfig, { labels, vocabularySize }: ClassifierGraphOptions): string {
  const { layers, hiddenSize, embeddingSize, bidirectional, pooling, ngrams } = config
  return (
    `Text classifier of textgate: embedding ${vocabularySize} x ${embeddingSize}, ` +
    `${layers} ${bidirectional ? 'bidirectional' : 'forward'} GRU layer${layers === 1 ? '' : 's'} of ${hiddenSize}, ` +
    `pooling ${pooling}, ${ngrams > 0 ? `n-grams up to ${ngrams}, ` : ''}${labels.length} labels. Pad ids with 0 on the right and give each row's length; ` +
    'never run an empty batch.'
  )
}

function metadata({
  labels,
  tokenizerFingerprint,
  versions = {},
}: ClassifierGraphOptions): [string, string][] {
  const all: Record<string, string> = { ...versions, '@textgate/onnx-export': VERSION }
  const sorted = Object.fromEntries(
    Object.keys(all)
      .sort()
      .map((name) => [name, all[name]]),
  )
  return [
    [ONNX_METADATA.labels, JSON.stringify(labels)],
    [ONNX_METADATA.tokenizerFingerprint, tokenizerFingerprint],
    [ONNX_METADATA.versions, JSON.stringify(sorted)],
  ]
}
