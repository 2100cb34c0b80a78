import type { WeightTensor } from '@textgate/core'
import type { Cell } from '../expected-shapes.ts'
import { bodyBuilder, type GraphBuilder } from '../graph-builder.ts'
import type { ValueInfo } from '../model-graph.ts'
import { STATE_SCALE, ZERO_POINT } from './byte-values.ts'
import { CELL_STEPS } from './cell-steps.ts'
import type { QuantizedWeights } from './quantize-weights.ts'
import type { QuantizedTensor } from './quantized-tensor.ts'
import { smallIntegers } from './small-integers.ts'

/** What one direction of a layer reads. */
export interface ScanInputs {
  /** Prefix of its weights, e.g. `gru.0.forward`. */
  readonly name: string
  /** uint8 [length, batch, inputs], in the order in which it reads. */
  readonly inputs: string
  /** What a step of these bytes is worth, float []. */
  readonly scale: string
  /** float [batch, hidden] */
  readonly zeros: string
  /** Whether a row has a token at a time, bool [length, batch, 1]; where it has none it keeps its state. Not needed without `final`. */
  readonly real: string | undefined
}

/** What one direction of a layer gives. */
export interface LayerValues {
  /** float [length, batch, hidden], in the order in which it reads; not specified behind a row's end. */
  readonly states: string
  /** After the last token of each row, float [batch, hidden]; not specified where `real` was not given. */
  readonly final: string
}

/** Adds one direction of a recurrent layer as a loop over time; see `integerForm`. */
export function scanLayer(
  graph: GraphBuilder,
  cell: Cell,
  quantized: QuantizedWeights,
  { name, inputs, scale, zeros, real }: ScanInputs,
): LayerValues {
  const prefix = `${name}.step.`
  const body = bodyBuilder(graph, prefix)
  const recurrent = quantized.rounded.get(`${name}.recurrent`) as QuantizedTensor
  const [hidden] = recurrent.shape as [number, number]
  const [state, token, isReal] = [`${prefix}state`, `${prefix}token`, `${prefix}is_real`]
  const memory = cell === 'lstm' ? `${prefix}memory` : undefined

  const zero = body.constant(ZERO_POINT)
  const stateScale = body.scalar('state.scale', 'float', STATE_SCALE)
  const bytes = body.add('state.bytes', 'QuantizeLinear', [state, stateScale, zero])
  const product = (part: string, of: string, ofScale: string): string => {
    const value = body.add(`${part}.read`, 'DequantizeLinear', [of, ofScale, zero])
    const matrix = kernel(
      body,
      `${name}.${part}`,
      part,
      quantized.rounded.get(`${name}.${part}`) as QuantizedTensor,
    )
    return body.add(`${part}.product`, 'MatMul', [value, matrix]) // [batch, gates * hidden]
  }
  const bias = (part: string): WeightTensor => quantized.kept.get(`${name}.${part}`) as WeightTensor
  const next = CELL_STEPS[cell](body, {
    ...{ name, state, memory, hidden },
    inputs: product('kernel', token, scale),
    recurrent: product('recurrent', bytes, stateScale),
    inputBias: bias('bias').data,
    recurrentBias: bias('recurrentBias').data,
  })
  const kept = real === undefined ? next.state : body.add('kept', 'Where', [isReal, next.state, state])
  const shown = body.add('shown', 'Identity', [kept])

  const columns = (quantized.rounded.get(`${name}.kernel`) as QuantizedTensor).shape[0] as number
  const float = (value: string): ValueInfo => ({ name: value, type: 'float', shape: ['batch', hidden] })
  const memories = next.memory === undefined ? [] : [next.memory]
  const outputs = [`${name}.final`, ...memories.map(() => `${name}.memory`), `${name}.states`]
  graph.addNode({
    name: `${name}/Scan`,
    operator: 'Scan',
    inputs: [zeros, ...memories.map(() => zeros), inputs, ...(real === undefined ? [] : [real])],
    outputs,
    attributes: {
      num_scan_inputs: real === undefined ? 1 : 2,
      body: {
        name: `${name}.step`,
        inputs: [
          float(state),
          ...(memory === undefined ? [] : [float(memory)]),
          { name: token, type: 'uint8', shape: ['batch', columns] },
          ...(real === undefined ? [] : [{ name: isReal, type: 'bool' as const, shape: ['batch', 1] }]),
        ],
        outputs: [kept, ...memories, shown].map(float),
        nodes: body.nodes,
      },
    },
  })
  return { final: outputs[0] as string, states: outputs.at(-1) as string }
}

/** Adds a kernel of integers with a scale for each column, float [inputs, columns]. */
function kernel(
  body: GraphBuilder,
  name: string,
  value: string,
  { shape, integers, scales }: QuantizedTensor,
): string {
  const columns = scales.length
  return body.add(
    value,
    'DequantizeLinear',
    [
      body.constant(smallIntegers(name, shape, integers)),
      body.constant({ name: `${name}.scales`, type: 'float', shape: [columns], data: scales }),
      body.constant({
        name: `zeros.${columns}`,
        type: 'int8',
        shape: [columns],
        data: new Int8Array(columns),
      }),
    ],
    { axis: 1 },
  )
}
