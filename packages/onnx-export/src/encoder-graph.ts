import type { ModelConfig } from '@textgate/core'
import { attentionOf } from './attention-values.ts'
import { convGraph } from './conv-graph.ts'
import { documentGraph } from './document-graph.ts'
import { statesWidth } from './expected-shapes.ts'
import type { GraphBuilder } from './graph-builder.ts'
import type { NetworkForm } from './network-form.ts'
import { poolingGraph } from './pooling-graph.ts'
import type { RowsGraph } from './rows-graph.ts'
import { textStatesGraph } from './text-states-graph.ts'
import { windowsGraph } from './windows-graph.ts'

/**
 * Adds the scores of the encoder: from the ids of texts, or of their windows, to states, pooled vectors and logits.
 *
 * @returns name of the logits, float [batch, classes]
 */
export function encoderGraph(
  graph: GraphBuilder,
  encoder: Exclude<ModelConfig['encoder'], 'linear'>,
  config: ModelConfig,
  { weights, recurrent }: NetworkForm,
  texts: RowsGraph,
): string {
  const { longText } = config
  const windows = longText === 'truncate' ? undefined : windowsGraph(graph, config, texts.ids)
  const rows = windows ?? texts
  const states =
    encoder === 'cnn' ? convGraph(graph, config, weights, rows) : recurrent(encoder, config, rows)
  const read =
    windows && longText === 'windows'
      ? textStatesGraph(graph, config, states, windows)
      : { ...rows, ...states }
  const attention = attentionOf(config, weights)
  const pooled = poolingGraph(graph, config, { ...read, attention }, statesWidth(config))
  const vectors =
    windows && longText === 'hierarchical' ? documentGraph(graph, config, weights, pooled, windows) : pooled
  const head = ['head.kernel', 'head.bias'].map(weights.value)
  return graph.add(`${encoder}.logits`, 'Gemm', [vectors, ...head])
}
