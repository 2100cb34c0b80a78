import { type ModelConfig, poolingParts } from '@textgate/core'
import { type Cell, directionsOf } from '../expected-shapes.ts'
import type { GraphBuilder } from '../graph-builder.ts'
import type { NetworkForm } from '../network-form.ts'
import { ELEMENT_TYPES } from '../onnx-messages.ts'
import { positionsGraph } from '../positions-graph.ts'
import type { RowsGraph } from '../rows-graph.ts'
import type { StatesGraph } from '../states-graph.ts'
import { byteTable, STATE_SCALE, ZERO_POINT } from './byte-values.ts'
import type { QuantizedWeights } from './quantize-weights.ts'
import type { QuantizedTensor } from './quantized-tensor.ts'
import { roundedWeights } from './rounded-weights.ts'
import { type LayerValues, scanLayer } from './scan-layer.ts'

/**
 * Recurrent layers in products of integers: embedded tokens, states and kernels are integers that `DequantizeLinear` gives their
 * meaning, from which ONNX Runtime makes products of integers. All scales are fixed in the file, so that the answer to a text
 * never depends on the other texts of its batch. The second level of a hierarchical network, which reads few windows, stays an
 * operator.
 */
export function integerForm(graph: GraphBuilder, quantized: QuantizedWeights): NetworkForm {
  return {
    weights: roundedWeights(graph, quantized),
    needsColumn: true,
    recurrent: (cell, config, rows) => integerLayers(graph, cell, config, quantized, rows),
  }
}

function integerLayers(
  graph: GraphBuilder,
  cell: Cell,
  config: ModelConfig,
  quantized: QuantizedWeights,
  { ids, lengths }: Pick<RowsGraph, 'ids' | 'lengths'>,
): StatesGraph {
  const { layers, hiddenSize, pooling } = config
  const ends = graph.add('lengths.int64', 'Cast', [lengths], { to: ELEMENT_TYPES.int64 })
  const backwards = (name: string, value: string): string =>
    graph.add(name, 'ReverseSequence', [value, ends], { time_axis: 0, batch_axis: 1 })
  const embedding = quantized.rounded.get('embedding') as QuantizedTensor
  const table = byteTable(graph, 'embedding', embedding)
  const idsByTime = graph.add('ids_by_time', 'Transpose', [ids], { perm: [1, 0] }) // [length, batch]
  let inputs = graph.add('embedded', 'Gather', [table, idsByTime], { axis: 0 }) // uint8 [length, batch, embedding]
  let scale = graph.scalar('embedding.scale', 'float', embedding.scales[0] as number)
  const needsFinal = poolingParts(pooling).includes('last')
  const zeros = zeroStates(graph, ids, hiddenSize)
  const real = needsFinal ? realTokens(graph, ids, lengths) : undefined
  for (let layer = 0; ; layer++) {
    const isPooled = layer === layers - 1
    const read = directionsOf(config).map((direction): LayerValues => {
      const name = `${cell}.${layer}.${direction}`
      const isBackward = direction === 'backward'
      const given = isBackward ? backwards(`${name}.inputs`, inputs) : inputs
      const of = { ...{ name, inputs: given, scale, zeros }, real: isPooled ? real : undefined }
      const { states, final } = scanLayer(graph, cell, quantized, of)
      return { states: isBackward ? backwards(`${name}.in_order`, states) : states, final }
    })
    const name = `${cell}.${layer}`
    if (isPooled) {
      return {
        states:
          pooling === 'last'
            ? ''
            : stacked(
                graph,
                `${name}.states`,
                read.map((each) => each.states),
                1,
              ),
        final: needsFinal
          ? stacked(
              graph,
              `${name}.final`,
              read.map((each) => each.final),
              0,
            )
          : '',
      }
    }
    const values = read.map((each) => each.states)
    const joined =
      values.length === 1 ? (values[0] as string) : graph.add(`${name}.output`, 'Concat', values, { axis: 2 })
    scale = graph.scalar('state.scale', 'float', STATE_SCALE)
    const zero = graph.constant(ZERO_POINT)
    inputs = graph.add(`${name}.output.bytes`, 'QuantizeLinear', [joined, scale, zero]) // uint8 [length, batch, states]
  }
}

/** Values of directions side by side along a new axis. */
function stacked(graph: GraphBuilder, name: string, values: readonly string[], axis: number): string {
  const axes = graph.integers(`axes.${axis}`, [axis])
  const apart = values.map((value) => graph.add(`${value}.direction`, 'Unsqueeze', [value, axes]))
  return apart.length === 1 ? (apart[0] as string) : graph.add(name, 'Concat', apart, { axis })
}

/** Where every row begins, float [batch, hidden]. */
function zeroStates(graph: GraphBuilder, ids: string, hiddenSize: number): string {
  const batch = graph.add('states.batch', 'Shape', [ids], { start: 0, end: 1 })
  const shape = graph.add('states.shape', 'Concat', [batch, graph.integers('hidden', [hiddenSize])], {
    axis: 0,
  })
  return graph.add('states.zeros', 'ConstantOfShape', [shape])
}

/** Whether a row has a token at a time, bool [length, batch, 1]. */
function realTokens(graph: GraphBuilder, ids: string, lengths: string): string {
  const positions = positionsGraph(graph, ids, 'steps.')
  const column = graph.add('steps.column', 'Unsqueeze', [positions, graph.integers('axes.1', [1])])
  const real = graph.add('steps.real_by_time', 'Less', [column, lengths]) // [length, batch]
  return graph.add('steps.real', 'Unsqueeze', [real, graph.integers('axes.2', [2])])
}
