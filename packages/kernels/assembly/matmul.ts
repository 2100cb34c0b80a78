import { edgeTile, rowsInSixes, tile, TILE_BYTES } from './micro-kernel'
import { packRows } from './pack'
import { firstUnit } from './simd'

/** k is walked in pieces of this many, so that packed rows stay in the first caches. */
export const PIECE: i32 = 256

/** Rows that are packed at once. */
const BLOCK_ROWS: i32 = 60

/** Rows that parts are cut by: two tiles. */
const UNIT_ROWS: i32 = 12

/** Scratch memory of a thread for everything but recurrences: a tile and a block of packed rows. */
export const SCRATCH_BYTES: i32 = 192 + 64 * 256 * 4

/** C [M, N] = A [M, K] · packed B (+ bias), or C += A·B. Cut by 12 rows. */
export function matmul(
  A: usize, lda: i32, packed: usize, bias: usize, C: usize, ldc: i32, M: i32, N: i32, K: i32, accumulate: i32,
  part: i32, parts: i32, scratch: usize,
): void {
  const units = (M + UNIT_ROWS - 1) / UNIT_ROWS
  const first = firstUnit(part, parts, units) * UNIT_ROWS
  const end = min(M, firstUnit(part + 1, parts, units) * UNIT_ROWS)
  const rowsPacked = scratch + TILE_BYTES
  const strideA = <usize>lda << 2
  const strideC = <usize>ldc << 2
  for (let m0 = first; m0 < end; m0 += BLOCK_ROWS) {
    const rows = min(BLOCK_ROWS, end - m0)
    const sixes = rowsInSixes(rows)
    for (let k0 = 0; k0 < K; k0 += PIECE) {
      const depth = min(PIECE, K - k0)
      packRows(A + <usize>m0 * strideA + (<usize>k0 << 2), strideA, rows, depth, rowsPacked)
      const goesOn = accumulate | i32(k0 > 0)
      for (let n = 0; n < N; n += 8) {
        const b = packed + ((<usize>n * K + (<usize>k0 << 3)) << 2)
        const columns = min(8, N - n)
        let m = 0
        while (m < rows) {
          const tileRows = m < sixes ? 6 : 4
          const c = C + <usize>(m0 + m) * strideC + (<usize>n << 2)
          const a = rowsPacked + ((<usize>m * depth) << 2)
          const start: usize = goesOn ? c : bias ? bias + (<usize>n << 2) : 0
          const strideStart: usize = goesOn ? strideC : 0
          const strideTile = <usize>tileRows << 2
          if (rows - m >= tileRows && columns == 8) tile(tileRows, a, strideTile, b, start, strideStart, c, strideC, depth)
          else edgeTile(tileRows, a, strideTile, b, start, strideStart, c, strideC, depth, min(tileRows, rows - m), columns, scratch)
          m += tileRows
        }
      }
    }
  }
}
