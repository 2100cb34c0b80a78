import { rowsInSixes, TILE_BYTES, tile } from './micro-kernel'
import { packB, packedSize, packRows } from './pack'

// One loop over the steps for all cells; what differs is the arithmetic of a step, in the files of the cells.

/** Values of a packed recurrent kernel. */
export function packedGatesSize(gates: i32, H: i32): i32 {
  return packedSize(H, gates * H)
}

/** Packs a recurrent kernel U [H, gates·H] for the forward recurrences. Cut by 8 columns. */
export function packGates(
  U: usize, gates: i32, H: i32, ldu: i32, packed: usize, part: i32, parts: i32, scratch: usize,
): void {
  packB(U, H, gates * H, ldu, 0, packed, 0, H, part, parts, scratch)
}

/** Scratch memory of a recurrence, in bytes: a tile, packed rows, products, and two carried vectors a row. */
export function recurrentScratchBytes(gates: i32, H: i32, groupRows: i32): i32 {
  const rows = (groupRows + 3) & ~3
  return <i32>TILE_BYTES + 4 * rows * (gates * H + paddedWidth(gates * H) + 2 * paddedWidth(H))
}

/** Columns of a product in scratch memory: whole panels, so that there are no edges. */
// @ts-ignore: decorator
@inline
export function paddedWidth(columns: i32): i32 {
  return (columns + 7) & ~7
}

/** C [rows, padded N] (+)= packed rows · packed B, all tiles whole: C has room for the rows that tiles round up to. */
export function multiplyGroup(rowsPacked: usize, rows: i32, packed: usize, C: usize, N: i32, K: i32, adds: bool): void {
  const strideC = <usize>paddedWidth(N) << 2
  const sixes = rowsInSixes(rows)
  for (let n = 0; n < N; n += 8) {
    const b = packed + ((<usize>n * K) << 2)
    let c = C + (<usize>n << 2)
    let a = rowsPacked
    let m = 0
    for (; m < sixes; m += 6) {
      tile(6, a, 24, b, adds ? c : 0, strideC, c, strideC, K)
      c += 6 * strideC
      a += <usize>K * 24
    }
    for (; m < rows; m += 4) {
      tile(4, a, 16, b, adds ? c : 0, strideC, c, strideC, K)
      c += 4 * strideC
      a += <usize>K << 4
    }
  }
}

/** Packs rows of a matrix for `multiplyGroup`. */
export function packGroup(A: usize, lda: i32, rows: i32, K: i32, to: usize): void {
  packRows(A, <usize>lda << 2, rows, K, to)
}

// @ts-ignore: decorator
@inline
export function intAt(array: usize, index: i32): i32 {
  return load<i32>(array + (<usize>index << 2))
}

/** Rows of a group that a step holds. */
// @ts-ignore: decorator
@inline
export function rowsOfGroup(rowsAtStep: usize, t: i32, steps: i32, first: i32, groupRows: i32): i32 {
  return t < 0 || t >= steps ? 0 : max(0, min(groupRows, intAt(rowsAtStep, t) - first))
}
