import type { Cell } from '../ops/recurrent-cells.ts'

/** Weights of one direction in plain numbers, as `RecurrentWeights` lays them out. */
export interface PlainWeights {
  kernel: number[]
  recurrent: number[]
  bias: number[]
  recurrentBias: number[]
}

/** A layer in plain numbers. */
export interface PlainLayer {
  readonly cell: Cell
  readonly hidden: number
  readonly inputs: number
  /** Steps of each row, descending. */
  readonly lengths: readonly number[]
  /** Shape [rows, inputs]. */
  x: number[]
  /** Row of `x` at each packed position. */
  readonly index: readonly number[]
  readonly directions: readonly { readonly weights: PlainWeights; readonly reverse: boolean }[]
}

/** Rows that have each step. */
export function rowsAtStepOf(lengths: readonly number[]): Int32Array {
  return Int32Array.from({ length: lengths[0] ?? 0 }, (_, t) => lengths.filter((steps) => steps > t).length)
}

/** States in packed order, shape [positions, hidden], in double precision and one step at a time. */
export function referenceStates(layer: PlainLayer, direction: number): number[] {
  const { lengths, hidden } = layer
  const { weights, reverse } = layer.directions[direction]!
  const offsets: number[] = []
  let positions = 0
  for (const rows of rowsAtStepOf(lengths)) {
    offsets.push(positions)
    positions += rows
  }
  const states = new Array<number>(positions * hidden).fill(0)
  for (const [row, steps] of lengths.entries()) {
    let h = new Array<number>(hidden).fill(0)
    let c = new Array<number>(hidden).fill(0)
    for (let i = 0; i < steps; i++) {
      const position = offsets[reverse ? steps - 1 - i : i]! + row
      const x = layer.x.slice(
        layer.index[position]! * layer.inputs,
        (layer.index[position]! + 1) * layer.inputs,
      )
      ;[h, c] = step(layer.cell, x, h, c, weights)
      for (let j = 0; j < hidden; j++) states[position * hidden + j] = h[j]!
    }
  }
  return states
}

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x))

function step(
  cell: Cell,
  x: number[],
  h: number[],
  c: number[],
  weights: PlainWeights,
): [number[], number[]] {
  const width = weights.bias.length
  const hidden = h.length
  const given = affine(x, weights.kernel, weights.bias, width)
  const fed = affine(h, weights.recurrent, weights.recurrentBias, width)
  const sum = (gate: number, j: number) => given[gate * hidden + j]! + fed[gate * hidden + j]!
  const units = [...h.keys()]
  if (cell === 'rnn') return [units.map((j) => Math.tanh(sum(0, j))), c]
  if (cell === 'gru') {
    return [
      units.map((j) => {
        const z = sigmoid(sum(0, j))
        const r = sigmoid(sum(1, j))
        const n = Math.tanh(given[2 * hidden + j]! + r * fed[2 * hidden + j]!)
        return z * h[j]! + (1 - z) * n
      }),
      c,
    ]
  }
  const cells = units.map((j) => sigmoid(sum(1, j)) * c[j]! + sigmoid(sum(0, j)) * Math.tanh(sum(2, j)))
  return [units.map((j) => sigmoid(sum(3, j)) * Math.tanh(cells[j]!)), cells]
}

function affine(x: number[], matrix: number[], bias: number[], width: number): number[] {
  return bias.map((b, j) => x.reduce((sum, value, i) => sum + value * matrix[i * width + j]!, b))
}
