import type { ModelConfig, WeightTensor } from '@textgate/core'
import { affine, rowOf } from './plain-matrices.ts'

/** The state of each token of a text, and what pooling last takes. */
export interface PlainStates {
  /** [length][width] */
  readonly states: number[][]
  /** [width]; empty for an empty text. */
  readonly final: number[]
}

type Weights = (name: string) => WeightTensor
type Part = (part: string) => WeightTensor

/** An encoder in plain float64 arithmetic, straight from its equations. */
export function plainEncoder(config: ModelConfig, at: Weights, ids: Int32Array): PlainStates {
  const embedded = Array.from(ids, (id) => rowOf(at('embedding'), id)) // [length][embedding]
  return config.encoder === 'cnn' ? convolutions(config, at, embedded) : recurrentLayers(config, at, embedded)
}

/** relu(b + Σ_j x[t + j − ⌊(width − 1) / 2⌋]·kernel[j]) of each width, side by side. */
function convolutions({ filterWidths }: ModelConfig, at: Weights, x: number[][]): PlainStates {
  const states = x.map((_, t) =>
    filterWidths.flatMap((width) => {
      const { data, shape } = at(`cnn.${width}.kernel`)
      const [, inputs, filters] = shape as [number, number, number]
      return Array.from(at(`cnn.${width}.bias`).data, (bias, f) => {
        let sum = bias
        for (let j = 0; j < width; j++) {
          const seen = x[t + j - Math.floor((width - 1) / 2)] ?? []
          seen.forEach((value, i) => {
            sum += value * (data[(j * inputs + i) * filters + f] as number)
          })
        }
        return Math.max(0, sum)
      })
    }),
  )
  return { states, final: [] }
}

export function recurrentLayers(config: ModelConfig, at: Weights, embedded: number[][]): PlainStates {
  const { encoder, layers, bidirectional, hiddenSize } = config
  let states = embedded
  let final: number[] = []
  for (let layer = 0; layer < layers; layer++) {
    const run = (direction: string, inputs: number[][]): number[][] =>
      sequence(encoder, inputs, hiddenSize, (part) => at(`${encoder}.${layer}.${direction}.${part}`))
    const forward = run('forward', states)
    if (!bidirectional) {
      states = forward
      final = forward.at(-1) ?? []
      continue
    }
    const backward = run('backward', states.toReversed()).toReversed()
    final = [...(forward.at(-1) ?? []), ...(backward[0] ?? [])]
    states = forward.map((state, t) => [...state, ...(backward[t] as number[])])
  }
  return { states, final }
}

interface State {
  readonly h: number[]
  /** The LSTM's cell state. */
  readonly c: number[]
}

/** What gate g of unit j gets from the input, and what it gets from the state. */
type Gates = (g: number, j: number) => { readonly input: number; readonly state: number }

function sequence(encoder: string, inputs: number[][], hidden: number, weight: Part): number[][] {
  const step = { gru: gruStep, lstm: lstmStep, rnn: rnnStep }[encoder] as (
    gates: Gates,
    state: State,
  ) => State
  const zeros = new Array<number>(hidden).fill(0)
  let state: State = { h: zeros, c: zeros }
  return inputs.map((input) => {
    const x = affine(input, weight('kernel'), weight('bias')) // [gates * hidden]
    const h = affine(state.h, weight('recurrent'), weight('recurrentBias')) // [gates * hidden]
    const gates: Gates = (g, j) => ({
      input: x[g * hidden + j] as number,
      state: h[g * hidden + j] as number,
    })
    state = step(gates, state)
    return state.h
  })
}

/** z, r, n; n = tanh(xWn + bn + r(hUn + cn)), h' = zh + (1 − z)n. */
function gruStep(gates: Gates, { h, c }: State): State {
  const next = h.map((previous, j) => {
    const z = sigmoid(sum(gates(0, j)))
    const r = sigmoid(sum(gates(1, j)))
    const { input, state } = gates(2, j)
    return z * previous + (1 - z) * Math.tanh(input + r * state)
  })
  return { h: next, c }
}

/** i, f, g, o; c' = fc + ig, h' = o tanh(c'). */
function lstmStep(gates: Gates, { c }: State): State {
  const next = c.map((previous, j) => {
    const [i, f, g] = [0, 1, 2].map((gate) => sum(gates(gate, j))) as [number, number, number]
    return sigmoid(f) * previous + sigmoid(i) * Math.tanh(g)
  })
  return { h: next.map((value, j) => sigmoid(sum(gates(3, j))) * Math.tanh(value)), c: next }
}

function rnnStep(gates: Gates, { h, c }: State): State {
  return { h: h.map((_, j) => Math.tanh(sum(gates(0, j)))), c }
}

function sum({ input, state }: ReturnType<Gates>): number {
  return input + state
}

export function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x))
}
