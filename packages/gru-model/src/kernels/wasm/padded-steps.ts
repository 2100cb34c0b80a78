import { type Packing, positionsOfPadded } from '../../packing.ts'

/** Time-major padded steps [length, size, width] and packed positions [tokens, width], both ways. */
export interface PaddedSteps {
  /** Copies the real steps to their positions. */
  pack(padded: Float32Array, packed: Float32Array, width: number): void
  /** The reverse of `pack`, with zeros beyond the end of a row. */
  unpack(packed: Float32Array, width: number): Float32Array
  /** As `unpack`, but in the forward direction a step beyond the end of a row has the row's last state. */
  unpackStates(packed: Float32Array, width: number, reverse: boolean): Float32Array
  /** The gradient of `unpackStates`. */
  packGradients(padded: Float32Array, packed: Float32Array, width: number, reverse: boolean): void
}

/** See `PaddedSteps`; `length` may be more than the longest row has. */
export function paddedSteps(packing: Packing, length: number): PaddedSteps {
  const { size } = packing
  const steps = length * size
  const positions = new Int32Array(steps).fill(-1)
  positions.set(positionsOfPadded(packing))
  const unpack = (packed: Float32Array, width: number): Float32Array => {
    const padded = new Float32Array(steps * width)
    for (let step = 0; step < steps; step++) {
      const from = (positions[step] as number) * width
      if (from >= 0) padded.set(packed.subarray(from, from + width), step * width)
    }
    return padded
  }
  return {
    pack(padded, packed, width) {
      for (let step = 0; step < steps; step++) {
        const to = (positions[step] as number) * width
        if (to >= 0) packed.set(padded.subarray(step * width, (step + 1) * width), to)
      }
    },
    unpack,
    unpackStates(packed, width, reverse) {
      const padded = unpack(packed, width)
      if (reverse) return padded
      for (let step = size; step < steps; step++) {
        if ((positions[step] as number) >= 0) continue
        padded.copyWithin(step * width, (step - size) * width, (step - size + 1) * width)
      }
      return padded
    },
    packGradients(padded, packed, width, reverse) {
      const carried = new Float32Array(size * width) // of the steps beyond the end, for the last real one
      for (let step = steps - 1; step >= 0; step--) {
        const to = (positions[step] as number) * width
        const row = (step % size) * width
        for (let i = 0; i < width; i++) {
          const sum = (padded[step * width + i] as number) + (carried[row + i] as number)
          if (to >= 0) packed[to + i] = sum
          carried[row + i] = to >= 0 || reverse ? 0 : sum
        }
      }
    },
  }
}
