import { edgeTile, TILE_BYTES, tile } from './micro-kernel'
import { packRows } from './pack'
import { firstUnit } from './simd'

/** k is walked in pieces of this many, so that packed rows stay in the first caches. */
export const PIECE: i32 = 256

/** Rows that are packed at once. */
const BLOCK_ROWS: i32 = 64

/** Scratch memory of a thread for everything but recurrences: a tile and a block of packed rows. */
export const SCRATCH_BYTES: i32 = 128 + 64 * 256 * 4

/** C [M, N] = A [M, K] · packed B (+ bias), or C += A·B. Cut by 16 rows. */
export function matmul(
  A: usize,
  lda: i32,
  packed: usize,
  bias: usize,
  C: usize,
  ldc: i32,
  M: i32,
  N: i32,
  K: i32,
  accumulate: i32,
  part: i32,
  parts: i32,
  scratch: usize,
): void {
  const units = (M + 15) >> 4
  const first = firstUnit(part, parts, units) << 4
  const end = min(M, firstUnit(part + 1, parts, units) << 4)
  const rowsPacked = scratch + TILE_BYTES
  const strideA = (<usize>lda) << 2
  const strideC = (<usize>ldc) << 2
  for (let m0 = first; m0 < end; m0 += BLOCK_ROWS) {
    const rows = min(BLOCK_ROWS, end - m0)
    for (let k0 = 0; k0 < K; k0 += PIECE) {
      const depth = min(PIECE, K - k0)
      const bytes = (<usize>depth) << 4 // of four packed rows
      for (let m = 0; m < rows; m += 4) {
        packRows(
          A + <usize>(m0 + m) * strideA + ((<usize>k0) << 2),
          strideA,
          min(4, rows - m),
          depth,
          rowsPacked + <usize>(m >> 2) * bytes,
        )
      }
      const goesOn = accumulate | i32(k0 > 0)
      for (let n = 0; n < N; n += 8) {
        const b = packed + ((<usize>n * K + ((<usize>k0) << 3)) << 2)
        const columns = min(8, N - n)
        for (let m = 0; m < rows; m += 4) {
          const c = C + <usize>(m0 + m) * strideC + ((<usize>n) << 2)
          const a = rowsPacked + <usize>(m >> 2) * bytes
          const start: usize = goesOn ? c : bias ? bias + ((<usize>n) << 2) : 0
          const strideStart: usize = goesOn ? strideC : 0
          const tileRows = min(4, rows - m)
          if (tileRows == 4 && columns == 8) tile(a, 16, b, start, strideStart, c, strideC, depth)
          else edgeTile(a, 16, b, start, strideStart, c, strideC, depth, tileRows, columns, scratch)
        }
      }
    }
  }
}
