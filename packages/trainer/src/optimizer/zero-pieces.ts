import type { Block } from '@textgate/kernels'
import type { TablePieces } from './table-pieces.ts'

/**
 * Which pieces of a table are zero in all of its state, 1 or 0 each: as long as they have no gradient, AdamW leaves them
 * so, and there are no steps to make up for. Most n-grams of a table never occur.
 */
export function zeroPieces(state: readonly (Block | undefined)[], { width, count }: TablePieces): Uint8Array {
  const areZero = new Uint8Array(count).fill(1)
  for (const block of state) {
    if (!block) continue
    const bits = block.integers // not floats: a negative zero is no zero here
    for (let piece = 0; piece < count; piece++) {
      if (areZero[piece] === 0) continue
      const end = (piece + 1) * width
      for (let i = piece * width; i < end; i++) {
        if (bits[i] === 0) continue
        areZero[piece] = 0
        break
      }
    }
  }
  return areZero
}
