import { positionsOf } from './positions-of.ts'

/** A pooling by attention in plain numbers, as `AttentionPooling` lays it out. */
export interface PlainAttention {
  /** Steps of each row, descending. */
  readonly lengths: readonly number[]
  readonly width: number
  readonly size: number
  readonly heads: number
  /** Shape [positions, width], packed. */
  states: number[]
  kernel: number[]
  bias: number[]
  context: number[]
}

/** Pooled vectors [batch, heads * width] and weights [positions, heads], straight from the equations. */
export function referenceAttention(plain: PlainAttention): { pooled: number[]; attention: number[] } {
  const { lengths, width, size, heads, states, kernel, bias, context } = plain
  const attention = new Array<number>((states.length / width) * heads).fill(0)
  const pooled = positionsOf(lengths).flatMap((positions) =>
    Array.from({ length: heads }, (_, k) => {
      const scores = positions.map((p) => {
        const hidden = bias.map((b, i) =>
          Math.tanh(
            Array.from({ length: width }, (_, j) => states[p * width + j]! * kernel[j * size + i]!).reduce(
              (sum, product) => sum + product,
              b,
            ),
          ),
        )
        return hidden.reduce((sum, value, i) => sum + value * context[i * heads + k]!, 0)
      })
      const powers = scores.map((score) => Math.exp(score - Math.max(...scores)))
      const total = powers.reduce((sum, power) => sum + power, 0)
      const vector = new Array<number>(width).fill(0)
      for (const [i, p] of positions.entries()) {
        const share = powers[i]! / total
        attention[p * heads + k] = share
        for (let j = 0; j < width; j++) vector[j] = vector[j]! + share * states[p * width + j]!
      }
      return vector
    }).flat(),
  )
  return { pooled, attention }
}
