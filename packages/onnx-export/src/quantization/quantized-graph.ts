import type { ModelConfig } from '@textgate/core'
import { type ClassifierGraphOptions, graphOfForm } from '../classifier-graph.ts'
import type { GraphBuilder } from '../graph-builder.ts'
import type { ModelGraph } from '../model-graph.ts'
import { type NetworkForm, operatorForm } from '../network-form.ts'
import { integerForm } from './integer-form.ts'
import type { Quantization } from './quantization.ts'
import type { QuantizedWeights } from './quantize-weights.ts'
import { roundedWeights } from './rounded-weights.ts'

/** The graph of a classifier with rounded weights; inputs and outputs are those of `classifierGraph`. */
export function quantizedGraph(
  config: ModelConfig,
  weights: QuantizedWeights,
  options: ClassifierGraphOptions,
  quantization: Quantization,
): ModelGraph {
  const formOf = (graph: GraphBuilder): NetworkForm =>
    quantization === 'int8-bulk'
      ? integerForm(graph, weights)
      : operatorForm(graph, roundedWeights(graph, weights))
  return graphOfForm(config, options, formOf, [`quantised as ${quantization}`])
}
