type Kernel = (...args: number[]) => void

/**
 * The kernels of attention in plain loops of doubles, as the kernels' README describes them.
 *
 * @param floats - the memory now
 * @param positionsOf - positions of a row, first step first
 */
export function referenceAttentionKernels(
  floats: () => Float32Array,
  positionsOf: (row: number, rowsAtStep: number, offsets: number, steps: number) => number[],
): Record<string, Kernel> {
  return {
    tanhValues: (values, count) => {
      const F = floats()
      for (let i = values! / 4; i < values! / 4 + count!; i++) F[i] = Math.tanh(F[i]!)
    },
    tanhGradients: (values, gradients, count) => {
      const F = floats()
      for (let i = 0; i < count!; i++) F[gradients! / 4 + i]! *= 1 - F[values! / 4 + i]! ** 2
    },
    poolAttention: (states, lds, weights, rowsAtStep, offsets, steps, batch, width, heads, out, ldo) => {
      const F = floats()
      for (let b = 0; b < batch!; b++) {
        const positions = positionsOf(b, rowsAtStep!, offsets!, steps!)
        for (let k = 0; k < heads!; k++) {
          const places = positions.map((p) => weights! / 4 + p * heads! + k)
          const largest = Math.max(...places.map((place) => F[place]!))
          const powers = places.map((place) => Math.exp(F[place]! - largest))
          const total = powers.reduce((sum, power) => sum + power, 0)
          for (const [i, place] of places.entries()) F[place] = powers[i]! / total
          for (let j = 0; j < width!; j++) {
            F[out! / 4 + b * ldo! + k * width! + j] = positions.reduce(
              (sum, p, i) => sum + (powers[i]! / total) * F[states! / 4 + p * lds! + j]!,
              0,
            )
          }
        }
      }
    },
    poolAttentionBackward: (...args) => {
      const [dOut, ldo, states, lds, weights, rowsAtStep, offsets, steps, batch, width, heads] = args
      const [dStates, ldd, dScores, accumulate] = args.slice(11)
      const F = floats()
      const units = Array.from({ length: width! }, (_, j) => j)
      for (let b = 0; b < batch!; b++) {
        const positions = positionsOf(b, rowsAtStep!, offsets!, steps!)
        for (const p of accumulate ? [] : positions) for (const j of units) F[dStates! / 4 + p * ldd! + j] = 0
        for (let k = 0; k < heads!; k++) {
          const given = (j: number) => F[dOut! / 4 + b * ldo! + k * width! + j]!
          const share = (p: number) => F[weights! / 4 + p * heads! + k]!
          const dots = positions.map((p) =>
            units.reduce((sum, j) => sum + given(j) * F[states! / 4 + p * lds! + j]!, 0),
          )
          const mean = positions.reduce((sum, p, i) => sum + share(p) * dots[i]!, 0)
          for (const [i, p] of positions.entries()) {
            F[dScores! / 4 + p * heads! + k] = share(p) * (dots[i]! - mean)
            for (const j of units) F[dStates! / 4 + p * ldd! + j]! += share(p) * given(j)
          }
        }
      }
    },
  }
}
