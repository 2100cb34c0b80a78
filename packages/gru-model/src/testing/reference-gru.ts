import type { Cell } from '../kernels/cell.ts'

/** A recurrent sequence as plain numbers: x [length][batch][inputs], kernels [rows][gates * hidden], biases [gates * hidden]. */
export interface PlainGru {
  x: number[][][]
  lengths: number[]
  reverse: boolean
  kernel: number[][]
  recurrent: number[][]
  bias: number[]
  recurrentBias: number[]
}

/** The equations of a cell number by number in float64; states [length][batch][hidden]. */
export function referenceGru(gru: PlainGru, cell: Cell = 'gru'): number[][][] {
  const hidden = gru.recurrent.length
  const length = gru.x.length
  const states: number[][][] = new Array(length)
  const zeros = () => gru.lengths.map(() => new Array<number>(hidden).fill(0))
  let state = { h: zeros(), c: zeros() }
  for (let i = 0; i < length; i++) {
    const t = gru.reverse ? length - 1 - i : i
    const next = gru.lengths.map((real, b) => {
      const old = { h: state.h[b]!, c: state.c[b]! }
      return t < real ? STEPS[cell](gatesOf(gru, gru.x[t]![b]!, old.h), old) : old
    })
    state = { h: next.map(({ h }) => h), c: next.map(({ c }) => c) }
    states[t] = state.h
  }
  return states
}

interface Row {
  h: number[]
  c: number[]
}

/** Gate g of unit j: its input from x, and from the state. */
type Gates = (g: number, j: number) => [number, number]

function gatesOf(gru: PlainGru, x: number[], h: number[]): Gates {
  return (g, j) => {
    const column = g * h.length + j
    return [
      gru.bias[column]! + x.reduce((sum, value, i) => sum + value * gru.kernel[i]![column]!, 0),
      gru.recurrentBias[column]! + h.reduce((sum, value, i) => sum + value * gru.recurrent[i]![column]!, 0),
    ]
  }
}

const STEPS: Record<Cell, (gates: Gates, row: Row) => Row> = {
  gru: (gates, { h, c }) => ({
    c,
    h: h.map((previous, j) => {
      const z = sigmoid(sum(gates(0, j)))
      const r = sigmoid(sum(gates(1, j)))
      const [fromInput, fromState] = gates(2, j)
      return z * previous + (1 - z) * Math.tanh(fromInput + r * fromState)
    }),
  }),
  lstm: (gates, { c }) => {
    const next = c.map(
      (previous, j) =>
        sigmoid(sum(gates(1, j))) * previous + sigmoid(sum(gates(0, j))) * Math.tanh(sum(gates(2, j))),
    )
    return { c: next, h: next.map((value, j) => sigmoid(sum(gates(3, j))) * Math.tanh(value)) }
  },
  rnn: (gates, { h, c }) => ({ c, h: h.map((_, j) => Math.tanh(sum(gates(0, j)))) }),
}

function sum([a, b]: [number, number]): number {
  return a + b
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x))
}
