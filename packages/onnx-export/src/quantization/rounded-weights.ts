import type { WeightTensor } from '@textgate/core'
import { floatWeights } from '../float-weights.ts'
import type { GraphBuilder } from '../graph-builder.ts'
import type { GraphWeights } from '../graph-weights.ts'
import { channelsFirst, stackedMatrices, stackedVectors } from '../layer-arrays.ts'
import { ELEMENT_TYPES } from '../onnx-messages.ts'
import { halfByteRows } from './half-byte-rows.ts'
import type { QuantizedWeights } from './quantize-weights.ts'
import type { QuantizedTensor } from './quantized-tensor.ts'
import { rowScales } from './row-scales.ts'
import { smallIntegers } from './small-integers.ts'

/** Integers of a weight in the order of the graph, and scales whose shape stretches over them. */
interface Product {
  readonly shape: readonly number[]
  readonly integers: Int8Array | Uint8Array
  readonly scalesShape: readonly number[]
  readonly scales: Float32Array
}

/**
 * Weights in small integers, which the graph turns into float32. Of whole weights ONNX Runtime does it once, when it loads the
 * file, as they are constants; of tables the rows that are looked up are turned in every run.
 */
export function roundedWeights(graph: GraphBuilder, { rounded, kept }: QuantizedWeights): GraphWeights {
  const floats = floatWeights(graph, (name) => kept.get(name) as WeightTensor)
  const tensor = (name: string): QuantizedTensor => rounded.get(name) as QuantizedTensor
  return {
    biases: floats.biases,
    value: (name) => (rounded.has(name) ? wholeWeight(graph, name, tensor(name)) : floats.value(name)),
    rows: (value, name, indices) =>
      (tensor(name).levels < 8 ? halfByteRows : byteRows)(graph, value, name, tensor(name), indices),
    matrices: (part, { layer, gates, directions }) => {
      const tensors = directions.map((direction) => tensor(`${layer}.${direction}.${part}`))
      const [inputs, width] = (tensors[0] as QuantizedTensor).shape as [number, number]
      return product(graph, `${layer}.${part}`, {
        shape: [directions.length, width, inputs],
        integers: stackedMatrices(
          tensors.map(({ shape, integers }) => ({ shape, data: integers })),
          gates,
        ),
        scalesShape: [directions.length, width, 1],
        scales: stackedVectors(
          tensors.map(({ scales }) => scales),
          gates,
        ),
      })
    },
    convolution: (name) => {
      const { shape, integers, scales } = tensor(name)
      return product(graph, name, {
        shape: shape.toReversed(),
        integers: channelsFirst({ shape, data: integers }),
        scalesShape: [scales.length, 1, 1],
        scales,
      })
    },
  }
}

/** A matrix with a scale for each column. */
function wholeWeight(
  graph: GraphBuilder,
  name: string,
  { shape, integers, scales }: QuantizedTensor,
): string {
  return product(graph, name, { shape, integers, scalesShape: [scales.length], scales })
}

function product(
  graph: GraphBuilder,
  name: string,
  { shape, integers, scalesShape, scales }: Product,
): string {
  const small = graph.constant(smallIntegers(name, shape, integers))
  const floats = graph.add(`${name}.floats`, 'Cast', [small], { to: ELEMENT_TYPES.float })
  const factors = graph.constant({ name: `${name}.scales`, type: 'float', shape: scalesShape, data: scales })
  return graph.add(name, 'Mul', [floats, factors])
}

function byteRows(
  graph: GraphBuilder,
  value: string,
  name: string,
  table: QuantizedTensor,
  indices: string,
): string {
  const { shape, integers, steps } = table
  const small = graph.constant(smallIntegers(name, shape, integers))
  const found = graph.add(`${value}.integers`, 'Gather', [small, indices], { axis: 0 })
  const floats = graph.add(`${value}.floats`, 'Cast', [found], { to: ELEMENT_TYPES.float })
  const multiples = steps === 'equal' ? floats : timesOwnSize(graph, value, floats)
  return graph.add(value, 'Mul', [multiples, rowScales(graph, value, name, table, indices)])
}

function timesOwnSize(graph: GraphBuilder, value: string, floats: string): string {
  const sizes = graph.add(`${value}.sizes`, 'Abs', [floats])
  return graph.add(`${value}.multiples`, 'Mul', [floats, sizes])
}
