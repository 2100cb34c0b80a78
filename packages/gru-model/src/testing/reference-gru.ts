/** A GRU sequence as plain numbers: x [length][batch][inputs], kernels [rows][3 * hidden], biases [3 * hidden]. */
export interface PlainGru {
  x: number[][][]
  lengths: number[]
  reverse: boolean
  kernel: number[][]
  recurrent: number[][]
  bias: number[]
  recurrentBias: number[]
}

/** The equations of `SequenceKernel` number by number in float64; states [length][batch][hidden]. */
export function referenceGru(gru: PlainGru): number[][][] {
  const hidden = gru.recurrent.length
  const length = gru.x.length
  const states: number[][][] = new Array(length)
  let h = gru.lengths.map(() => new Array<number>(hidden).fill(0))
  for (let i = 0; i < length; i++) {
    const t = gru.reverse ? length - 1 - i : i
    h = h.map((row, b) => (t < gru.lengths[b]! ? step(gru, gru.x[t]![b]!, row) : row))
    states[t] = h
  }
  return states
}

function step(gru: PlainGru, x: number[], h: number[]): number[] {
  const hidden = h.length
  const fromInput = (j: number) =>
    gru.bias[j]! + x.reduce((sum, value, i) => sum + value * gru.kernel[i]![j]!, 0)
  const fromState = (j: number) =>
    gru.recurrentBias[j]! + h.reduce((sum, value, i) => sum + value * gru.recurrent[i]![j]!, 0)
  return h.map((previous, j) => {
    const z = sigmoid(fromInput(j) + fromState(j))
    const r = sigmoid(fromInput(hidden + j) + fromState(hidden + j))
    const n = Math.tanh(fromInput(2 * hidden + j) + r * fromState(2 * hidden + j))
    return z * previous + (1 - z) * n
  })
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x))
}
