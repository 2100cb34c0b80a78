import { type ModelConfig, ONNX_TEXT_INTERFACE, poolingParts, TextgateError } from '@textgate/core'
import { ATTENTION_WEIGHTS } from './attention-graph.ts'
import type { GraphBuilder } from './graph-builder.ts'
import type { ValueInfo } from './model-graph.ts'
import { TOKEN_PLACES, TOKENS } from './tokenizer-graph.ts'

/**
 * Adds the kept tokens as they are looked up, string [batch, length], and how much each head of attention weighs them, float
 * [batch, heads, length].
 *
 * @returns both as outputs
 * @throws EXPORT_UNSUPPORTED where the network has no attention, or weighs windows of a text
 */
export function textAttentionGraph(
  graph: GraphBuilder,
  { pooling, encoder, longText, attentionHeads }: ModelConfig,
): ValueInfo[] {
  if (encoder === 'linear' || !poolingParts(pooling).includes('attention')) {
    throw unsupported(
      'model.pooling',
      pooling,
      'has no attention; train with pooling attention or max-attention',
    )
  }
  if (longText !== 'truncate') {
    throw unsupported(
      'model.longText',
      longText,
      'weighs windows instead of tokens; train with longText truncate',
    )
  }
  const { ids, tokens, attention } = ONNX_TEXT_INTERFACE
  graph.add(tokens, 'GatherElements', [TOKENS, TOKEN_PLACES], { axis: 1 })
  // An encoder may have read a column more than there are tokens.
  const columns = graph.add('attention.columns', 'Shape', [ids], { start: 1, end: 2 })
  const start = graph.integers('attention.first', [0])
  graph.add(attention, 'Slice', [ATTENTION_WEIGHTS, start, columns, graph.integers('attention.axis', [2])])
  return [
    { name: tokens, type: 'string', shape: ['batch', 'length'] },
    { name: attention, type: 'float', shape: ['batch', attentionHeads, 'length'] },
  ]
}

function unsupported(key: string, value: string, reason: string): TextgateError {
  return new TextgateError(
    'EXPORT_UNSUPPORTED',
    `attention cannot be given out: ${key} ${value} ${reason}, or export without attention`,
    { details: { key, value } },
  )
}
