import type { Cell } from '../expected-shapes.ts'
import type { GraphBuilder } from '../graph-builder.ts'

/** What a cell computes its next state from; gates stand in our order. */
export interface CellInputs {
  /** Before the names of constants, e.g. `gru.0.forward`. */
  readonly name: string
  /** float [batch, hidden] */
  readonly state: string
  /** Of LSTM: its cell state, float [batch, hidden]. */
  readonly memory: string | undefined
  readonly hidden: number
  /** Token times kernel, float [batch, gates * hidden]. */
  readonly inputs: string
  /** State times recurrent kernel, of the same shape. */
  readonly recurrent: string
  /** [gates * hidden] */
  readonly inputBias: Float32Array
  readonly recurrentBias: Float32Array
}

/** The next state, and of LSTM the next memory. */
export interface CellOutputs {
  readonly state: string
  readonly memory?: string
}

/**
 * One step of each cell. Products are split or summed by `Sum`, and nothing is added to them by `Add`: ONNX Runtime would make one
 * operator of product and sum, which it then knows in float32 alone.
 */
export const CELL_STEPS: Readonly<Record<Cell, (body: GraphBuilder, of: CellInputs) => CellOutputs>> = {
  gru: gruStep,
  lstm: lstmStep,
  rnn: (body, of) => {
    const sum = body.add('sum', 'Sum', [of.inputs, of.recurrent, bothBiases(body, of, 'bias', 0, of.hidden)])
    return { state: body.add('next', 'Tanh', [sum]) }
  },
}

/** z = σ(…), r = σ(…), ĥ = tanh(x W + b + r ∘ (h U + c)), h' = ĥ + z ∘ (h − ĥ). */
function gruStep(body: GraphBuilder, of: CellInputs): CellOutputs {
  const { name, state, hidden, inputs, recurrent, inputBias, recurrentBias } = of
  const sizes = [2 * hidden, hidden]
  const [inputGates, inputCandidate] = split(body, inputs, ['gates', 'candidate'], sizes)
  const [stateGates, stateCandidate] = split(body, recurrent, ['gates', 'candidate'], sizes)
  const bias = bothBiases(body, of, 'gate_bias', 0, 2 * hidden)
  const gates = body.add('gates', 'Sigmoid', [body.add('gates.sum', 'Sum', [inputGates, stateGates, bias])])
  const [update, reset] = split(body, gates, ['update', 'reset'], [hidden, hidden])
  const last = (data: Float32Array) => data.subarray(2 * hidden)
  const ofState = vector(body, `${name}.state_candidate_bias`, last(recurrentBias))
  const raised = body.add('candidate.state', 'Add', [stateCandidate, ofState])
  const remembered = body.add('candidate.remembered', 'Mul', [reset, raised])
  const ofInput = vector(body, `${name}.candidate_bias`, last(inputBias))
  const sum = body.add('candidate.sum', 'Sum', [inputCandidate, remembered, ofInput])
  const candidate = body.add('candidate', 'Tanh', [sum])
  const difference = body.add('difference', 'Sub', [state, candidate])
  const keptPart = body.add('difference.kept', 'Mul', [update, difference])
  return { state: body.add('next', 'Add', [candidate, keptPart]) }
}

/** c' = σ(f) ∘ c + σ(i) ∘ tanh(g), h' = σ(o) ∘ tanh(c'). */
function lstmStep(body: GraphBuilder, of: CellInputs): CellOutputs {
  const { hidden, inputs, recurrent, memory = '' } = of
  const sum = body.add('sum', 'Sum', [inputs, recurrent, bothBiases(body, of, 'bias', 0, 4 * hidden)])
  const [first, third, fourth] = split(body, sum, ['i_f', 'g', 'o'], [2 * hidden, hidden, hidden])
  const gates = body.add('gates', 'Sigmoid', [first])
  const [input, forget] = split(body, gates, ['i', 'f'], [hidden, hidden])
  const candidate = body.add('candidate', 'Tanh', [third])
  const output = body.add('output', 'Sigmoid', [fourth])
  const written = body.add('written', 'Mul', [input, candidate])
  const remembered = body.add('remembered', 'Mul', [forget, memory])
  const next = body.add('memory.next', 'Add', [remembered, written])
  return { state: body.add('next', 'Mul', [output, body.add('open', 'Tanh', [next])]), memory: next }
}

function bothBiases(
  body: GraphBuilder,
  { name, inputBias, recurrentBias }: CellInputs,
  part: string,
  start: number,
  end: number,
): string {
  const sums = inputBias.slice(start, end).map((value, i) => value + (recurrentBias[start + i] as number))
  return vector(body, `${name}.${part}`, sums)
}

function vector(body: GraphBuilder, name: string, data: Float32Array): string {
  return body.constant({ name, type: 'float', shape: [data.length], data })
}

/** Parts of a value along its second axis. */
function split<N extends readonly string[]>(
  body: GraphBuilder,
  value: string,
  names: readonly [...N],
  sizes: readonly number[],
): { [I in keyof N]: string } {
  const outputs = names.map((name) => `${value}.${name}`)
  body.addNode({
    name: `${value}/Split`,
    operator: 'Split',
    inputs: [value, body.integers(`sizes.${sizes.join('_')}`, sizes)],
    outputs,
    attributes: { axis: 1 },
  })
  return outputs as { [I in keyof N]: string }
}
