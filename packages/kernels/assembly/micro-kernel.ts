import { multiplyAdd } from './simd'

/** Rows and columns of a tile. */
export const TILE_ROWS: i32 = 4
export const TILE_COLUMNS: i32 = 8
/** Bytes of a tile. */
export const TILE_BYTES: usize = 128

/**
 * C [4, 8] = start + A·B, the tile in eight registers.
 *
 * No unrolling over k: with it the tile no longer fits the registers, which halves the speed.
 *
 * @param a - A's columns, four values each
 * @param strideA - bytes from one column of A to the next
 * @param b - B's rows, eight values each, without gaps
 * @param start - what is added to: 0 for nothing, else a tile whose rows are `strideStart` bytes apart
 * @param strideC - bytes from one row of C to the next
 */
export function tile(
  a: usize,
  strideA: usize,
  b: usize,
  start: usize,
  strideStart: usize,
  C: usize,
  strideC: usize,
  K: i32,
): void {
  let c00 = f32x4.splat(0),
    c01 = c00,
    c10 = c00,
    c11 = c00,
    c20 = c00,
    c21 = c00,
    c30 = c00,
    c31 = c00
  if (start) {
    let row = start
    c00 = v128.load(row)
    c01 = v128.load(row, 16)
    row += strideStart
    c10 = v128.load(row)
    c11 = v128.load(row, 16)
    row += strideStart
    c20 = v128.load(row)
    c21 = v128.load(row, 16)
    row += strideStart
    c30 = v128.load(row)
    c31 = v128.load(row, 16)
  }
  for (let k = 0; k < K; k++) {
    const x0 = v128.load(b)
    const x1 = v128.load(b, 16)
    let y = v128.load32_splat(a)
    c00 = multiplyAdd(y, x0, c00)
    c01 = multiplyAdd(y, x1, c01)
    y = v128.load32_splat(a, 4)
    c10 = multiplyAdd(y, x0, c10)
    c11 = multiplyAdd(y, x1, c11)
    y = v128.load32_splat(a, 8)
    c20 = multiplyAdd(y, x0, c20)
    c21 = multiplyAdd(y, x1, c21)
    y = v128.load32_splat(a, 12)
    c30 = multiplyAdd(y, x0, c30)
    c31 = multiplyAdd(y, x1, c31)
    a += strideA
    b += 32
  }
  v128.store(C, c00)
  v128.store(C, c01, 16)
  C += strideC
  v128.store(C, c10)
  v128.store(C, c11, 16)
  C += strideC
  v128.store(C, c20)
  v128.store(C, c21, 16)
  C += strideC
  v128.store(C, c30)
  v128.store(C, c31, 16)
}

/**
 * A tile of which only `rows` by `columns` values exist, through the buffer `whole` [4, 8].
 *
 * @param start - as for `tile`; only the existing values are read
 */
export function edgeTile(
  a: usize,
  strideA: usize,
  b: usize,
  start: usize,
  strideStart: usize,
  C: usize,
  strideC: usize,
  K: i32,
  rows: i32,
  columns: i32,
  whole: usize,
): void {
  if (start) {
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) {
        store<f32>(whole + ((i * 8 + j) << 2), load<f32>(start + <usize>i * strideStart + (j << 2)))
      }
    }
  }
  // Values beyond the edge start from whatever the buffer holds: no lane reads another one's.
  tile(a, strideA, b, start ? whole : 0, 32, whole, 32, K)
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      store<f32>(C + <usize>i * strideC + (j << 2), load<f32>(whole + ((i * 8 + j) << 2)))
    }
  }
}
