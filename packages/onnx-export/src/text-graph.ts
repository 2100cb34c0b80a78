import { type AnswerRule, type ModelConfig, ONNX_INTERFACE, ONNX_TEXT_INTERFACE } from '@textgate/core'
import { IDS_ADVICE } from './classifier-graph.ts'
import { type GraphBuilder, graphBuilder } from './graph-builder.ts'
import type { GraphNode, Initializer, ModelGraph, ValueInfo } from './model-graph.ts'
import { ELEMENT_TYPES } from './onnx-messages.ts'
import type { PortableTokenizer } from './portable-tokenizer.ts'
import { textAttentionGraph } from './text-attention-graph.ts'
import { TOKENS, tokenizerGraph } from './tokenizer-graph.ts'

/** What a graph that reads texts needs beside the classifier. */
export interface TextGraphOptions {
  readonly tokenizer: PortableTokenizer
  /** Labels in the order of the probabilities. */
  readonly labels: readonly string[]
  readonly head: AnswerRule['head']
  /** Labels that `top_labels` names, at least 1 and at most all. */
  readonly topK: number
  /** The network whose attention is given out, with the tokens; neither is unless given. */
  readonly attentionOf?: ModelConfig | undefined
}

/** Name of the classifier's own `label`, whose name goes to the label as text. */
const LABEL_INDEX = 'label.index'
const TEXT_ADVICE = 'Reads texts; label is empty where no label is answered.'
/** Index that no label has. */
const NO_LABEL = -1

/**
 * Puts a tokenizer before a classifier's graph, whose weights and operators stay as they are, and names of labels behind it:
 * text string [batch] in; label string [batch], probabilities, answered, top_labels string [batch, k], top_probabilities
 * float32 [batch, k], ids and lengths out (`ONNX_TEXT_INTERFACE`).
 */
export function textGraph(classifier: ModelGraph, options: TextGraphOptions): ModelGraph {
  const { text, label, topLabels, topProbabilities, ids, lengths } = ONNX_TEXT_INTERFACE
  const before = graphBuilder()
  tokenizerGraph(before, options.tokenizer)
  const after = graphBuilder()
  labelGraph(after, options)
  topGraph(after, options)
  const attention = options.attentionOf ? textAttentionGraph(after, options.attentionOf) : []
  const { probabilities, answered } = ONNX_INTERFACE
  const kept = classifier.outputs.filter(({ name }) => name === probabilities || name === answered)
  const output = (name: string, type: ValueInfo['type'], column?: string | number): ValueInfo => ({
    name,
    type,
    shape: ['batch', ...(column === undefined ? [] : [column])],
  })
  return {
    ...classifier,
    description: classifier.description.replace(IDS_ADVICE, TEXT_ADVICE),
    domains: { ...classifier.domains, 'ai.onnx.ml': 2, 'com.microsoft': 1 },
    inputs: [{ name: text, type: 'string', shape: ['batch'] }],
    outputs: [
      output(label, 'string'),
      ...kept,
      output(topLabels, 'string', options.topK),
      output(topProbabilities, 'float', options.topK),
      output(ids, 'int32', 'length'),
      output(lengths, 'int32'),
      ...attention,
    ],
    values: [...(classifier.values ?? []), output(TOKENS, 'string', 'text_tokens')],
    nodes: [...before.nodes, ...classifier.nodes.map(withIndexOfLabel), ...after.nodes],
    initializers: unique([...before.initializers, ...classifier.initializers, ...after.initializers]),
  }
}

function withIndexOfLabel(node: GraphNode): GraphNode {
  const { label } = ONNX_INTERFACE
  if (!node.outputs.includes(label)) return node
  return {
    ...node,
    name: `${LABEL_INDEX}/${node.operator}`,
    outputs: node.outputs.map((name) => (name === label ? LABEL_INDEX : name)),
  }
}

/** The most probable of the answered labels by name; the empty string where none is answered. */
function labelGraph(graph: GraphBuilder, { labels, head }: TextGraphOptions): void {
  const { answered } = ONNX_INTERFACE
  const marks = graph.add('answered.marks', 'Cast', [answered], { to: ELEMENT_TYPES.int64 })
  const count = graph.add('answered.count', 'ReduceSum', [marks, graph.integers('axes.1', [1])], {
    keepdims: 0,
  })
  const hasLabel = graph.add('answered.any', 'Cast', [count], { to: ELEMENT_TYPES.bool }) // bool [batch]
  const best = head === 'multi' ? bestAnswered(graph) : LABEL_INDEX
  const none = graph.scalar('label.none', 'int64', NO_LABEL)
  const index = graph.add('label.answered', 'Where', [hasLabel, best, none]) // int64 [batch]
  addNames(graph, ONNX_TEXT_INTERFACE.label, index, labels)
}

/** Index of the most probable label among those that are answered, int64 [batch]. */
function bestAnswered(graph: GraphBuilder): string {
  const { answered, probabilities } = ONNX_INTERFACE
  const least = graph.scalar('answered.none', 'float', -1)
  const candidates = graph.add('answered.probabilities', 'Where', [answered, probabilities, least])
  return graph.add('answered.index', 'ArgMax', [candidates], { axis: 1, keepdims: 0 })
}

/** The most probable labels with their probabilities. */
function topGraph(graph: GraphBuilder, { labels, topK }: TextGraphOptions): void {
  const { topLabels, topProbabilities } = ONNX_TEXT_INTERFACE
  const indices = 'top.indices'
  graph.addNode({
    name: `${topProbabilities}/TopK`,
    operator: 'TopK',
    inputs: [ONNX_INTERFACE.probabilities, graph.integers('top.count', [topK])],
    outputs: [topProbabilities, indices],
    attributes: { axis: 1 },
  })
  addNames(graph, topLabels, indices, labels)
}

function addNames(graph: GraphBuilder, value: string, indices: string, labels: readonly string[]): void {
  graph.addOf('ai.onnx.ml', value, 'LabelEncoder', [indices], {
    keys_int64s: labels.map((_, index) => index),
    values_strings: labels,
    default_string: '',
  })
}

/** Constants that tokenizer and classifier both have, such as axes, once. */
function unique(initializers: readonly Initializer[]): Initializer[] {
  const byName = new Map<string, Initializer>()
  for (const initializer of initializers) {
    const known = byName.get(initializer.name)
    if (known === undefined) byName.set(initializer.name, initializer)
    else if (String(known.data) !== String(initializer.data)) {
      throw new TypeError(`textGraph: two constants are named ${initializer.name}`)
    }
  }
  return [...byName.values()]
}
