import {
  type ModelConfig,
  type NamedWeights,
  ngramBuckets,
  ONNX_INTERFACE,
  readsWindows,
} from '@textgate/core'
import { answersGraph } from './answers-graph.ts'
import { checkConfig } from './check-config.ts'
import { checkWeights } from './check-weights.ts'
import { encoderGraph } from './encoder-graph.ts'
import type { GraphSizes } from './expected-shapes.ts'
import { floatWeights } from './float-weights.ts'
import { type GraphBuilder, graphBuilder } from './graph-builder.ts'
import { type GraphFacts, graphMetadata } from './graph-metadata.ts'
import type { ModelGraph } from './model-graph.ts'
import { type NetworkForm, operatorForm } from './network-form.ts'
import { ngramsGraph } from './ngrams-graph.ts'
import { positionsGraph } from './positions-graph.ts'
import type { RowsGraph } from './rows-graph.ts'
import { VERSION } from './version.ts'

/**
 * Operators of opset 17, which ONNX Runtime reads from 1.12 (2022) on, as do the runtimes of browsers, phones and
 * other vendors. Nothing in the graph needs a newer one.
 */
export const ONNX_OPSET = 17

/** The file format that came with opset 17; older runtimes refuse higher numbers even where the operators are known. */
export const ONNX_IR_VERSION = 8

/** What whoever runs the graph must know. */
export const IDS_ADVICE = "Pad ids with 0 on the right and give each row's length; never run an empty batch."

/** What the graph records beside the network. */
export interface ClassifierGraphOptions extends GraphFacts {
  /** Ids of the tokenizer: rows of the embedding. */
  readonly vocabularySize: number
}

/**
 * The ONNX graph of a trained classifier: ids int32 [batch, length] and lengths int32 [batch] in, probabilities
 * float32 [batch, classes], label int64 [batch] and answered bool [batch, classes] out; batch and length may vary from
 * run to run. The graph refers to the embedding, the head and the kernel of the n-grams without copying them.
 *
 * `label` is the most probable label for every head; `answered` says what the rule makes of the probabilities.
 *
 * @param weights - by the names of `readWeights`: `embedding`, `gru.{layer}.{direction}.kernel`, ..., `ngrams.bias`
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
  return graphOfForm(config, options, (graph) => operatorForm(graph, floatWeights(graph, weight)))
}

/**
 * The graph of a classifier in another form; see `classifierGraph`.
 *
 * @param stored - ends the description: how the weights are stored; nothing unless given
 */
export function graphOfForm(
  config: ModelConfig,
  options: ClassifierGraphOptions,
  formOf: (graph: GraphBuilder) => NetworkForm,
  stored: readonly string[] = [],
): ModelGraph {
  const { labels, vocabularySize } = options
  const { ids, lengths, probabilities, label, answered } = ONNX_INTERFACE
  const graph = graphBuilder()
  const logits = logitsGraph(graph, config, formOf(graph), { vocabularySize, classes: labels.length })
  if (config.head === 'multi') graph.add(probabilities, 'Sigmoid', [logits])
  else graph.add(probabilities, 'Softmax', [logits], { axis: 1 })
  // Of the probabilities, not of the logits: both outputs agree even where rounding makes two classes equal.
  graph.add(label, 'ArgMax', [probabilities], { axis: 1, keepdims: 0 })
  answersGraph(graph, probabilities, options.rule ?? { head: config.head }, labels.length)

  return {
    name: 'textgate_classifier',
    description: describe(config, options, stored),
    irVersion: ONNX_IR_VERSION,
    opset: ONNX_OPSET,
    producer: { name: 'textgate', version: VERSION },
    metadata: graphMetadata(config.head, options),
    inputs: [
      { name: ids, type: 'int32', shape: ['batch', 'length'] },
      { name: lengths, type: 'int32', shape: ['batch'] },
    ],
    outputs: [
      { name: probabilities, type: 'float', shape: ['batch', labels.length] },
      { name: label, type: 'int64', shape: ['batch'] },
      { name: answered, type: 'bool', shape: ['batch', labels.length] },
    ],
    nodes: graph.nodes,
    initializers: graph.initializers,
  }
}

/** Adds the scores of all branches: their mean where there are two, float [batch, classes]. */
function logitsGraph(
  graph: GraphBuilder,
  config: ModelConfig,
  form: NetworkForm,
  { vocabularySize, classes }: GraphSizes,
): string {
  const { encoder, ngrams, pooling } = config
  const { lengths } = ONNX_INTERFACE
  const needsColumn = encoder === 'cnn' || form.needsColumn
  const ids = needsColumn ? withOneMore(graph, ONNX_INTERFACE.ids) : ONNX_INTERFACE.ids
  const encoderNeedsPositions = !readsWindows(config) && (encoder === 'cnn' || pooling !== 'last')
  const positions = encoderNeedsPositions || ngrams > 0 ? positionsGraph(graph, ids) : ''
  const texts: RowsGraph = { ids, lengths, positions }
  const branches: string[] = []
  if (encoder !== 'linear') branches.push(encoderGraph(graph, encoder, config, form, texts))
  if (ngrams > 0) {
    const sizes = {
      ...{ vocabularySize, ngrams, classes, buckets: ngramBuckets(config, classes) },
      weighting: config.ngramWeighting,
      readsLongTexts: config.longText !== 'truncate',
    }
    branches.push(ngramsGraph(graph, { ...texts, weights: form.weights }, sizes))
  }
  if (branches.length === 1) return branches[0] as string
  const sum = graph.add('logits.sum', 'Add', branches)
  return graph.add('logits', 'Mul', [sum, graph.scalar('half', 'float', 0.5)])
}

/** Ids with one more column of padding: ONNX's Conv and Scan need one at least, and a batch of empty texts has none. */
function withOneMore(graph: GraphBuilder, ids: string): string {
  const pads = graph.integers('ids.pads', [0, 0, 0, 1])
  return graph.add('ids.one_more', 'Pad', [ids, pads], { mode: 'constant' }) // [batch, length + 1]
}

function describe(
  config: ModelConfig,
  { labels, vocabularySize }: ClassifierGraphOptions,
  stored: readonly string[],
): string {
  const { encoder, embeddingSize, pooling, ngrams, longText, windowLength, windowOverlap } = config
  const level = longText === 'hierarchical' ? ', read by a second GRU' : ''
  const windows = readsWindows(config)
    ? [`windows of ${windowLength} tokens that share ${windowOverlap}${level}`]
    : []
  const parts = [
    ...(encoder === 'linear'
      ? []
      : [
          `embedding ${vocabularySize} x ${embeddingSize}`,
          describeEncoder(config),
          ...windows,
          `pooling ${pooling}`,
        ]),
    ...(ngrams > 0 ? [`n-grams up to ${ngrams}`] : []),
    `${labels.length} labels`,
    ...stored,
  ]
  return `Text classifier of textgate: ${parts.join(', ')}. ${IDS_ADVICE}`
}

function describeEncoder({ encoder, layers, hiddenSize, bidirectional, filterWidths }: ModelConfig): string {
  if (encoder === 'cnn') return `convolutions ${filterWidths.join(', ')} wide of ${hiddenSize} filters each`
  const directions = bidirectional ? 'bidirectional' : 'forward'
  const name = encoder.toUpperCase()
  return `${layers} ${directions} ${name} layer${layers === 1 ? '' : 's'} of ${hiddenSize}`
}
