import { multiplyAdd } from './simd'

// C [rows, 8] = start + A·B for six or four rows, the tile in registers.
//
// Six rows keep the multipliers busiest: twelve sums hide the time that one addition takes, and with two rows of B and one
// value of A they still fit the registers that engines have left. Four rows are for what six would waste. No unrolling over
// k: with it the sums no longer fit.

/** Rows of the larger tile. */
export const TILE_ROWS: i32 = 6
/** Bytes of the buffer that edge tiles need: [6, 8]. */
export const TILE_BYTES: usize = 192

/**
 * How many of some rows are done in sixes; what is left is done in fours, whose last one may be incomplete. An odd number of
 * rows is rounded up, so the last six may be incomplete too.
 */
// @ts-ignore: decorator
@inline
export function rowsInSixes(rows: i32): i32 {
  const even = (rows + 1) & ~1
  const left = even % 6
  const fours = left == 0 ? 0 : left == 4 || even < 8 ? 1 : 2
  return max(0, even - 4 * fours)
}

/**
 * One tile of six or four rows.
 *
 * @param a - A's columns, `tileRows` values each
 * @param strideA - bytes from one column of A to the next
 * @param b - B's rows, eight values each, without gaps
 * @param start - what is added to: 0 for nothing, else a tile whose rows are `strideStart` bytes apart
 * @param strideC - bytes from one row of C to the next
 */
// @ts-ignore: decorator
@inline
export function tile(
  tileRows: i32, a: usize, strideA: usize, b: usize, start: usize, strideStart: usize, C: usize, strideC: usize, K: i32,
): void {
  if (tileRows == 6) tile6(a, strideA, b, start, strideStart, C, strideC, K)
  else tile4(a, strideA, b, start, strideStart, C, strideC, K)
}

function tile6(
  a: usize, strideA: usize, b: usize, start: usize, strideStart: usize, C: usize, strideC: usize, K: i32,
): void {
  let c00 = f32x4.splat(0), c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00, c30 = c00, c31 = c00, c40 = c00, c41 = c00, c50 = c00, c51 = c00
  if (start) {
    c00 = v128.load(start)
    c01 = v128.load(start, 16)
    start += strideStart
    c10 = v128.load(start)
    c11 = v128.load(start, 16)
    start += strideStart
    c20 = v128.load(start)
    c21 = v128.load(start, 16)
    start += strideStart
    c30 = v128.load(start)
    c31 = v128.load(start, 16)
    start += strideStart
    c40 = v128.load(start)
    c41 = v128.load(start, 16)
    start += strideStart
    c50 = v128.load(start)
    c51 = v128.load(start, 16)
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
    y = v128.load32_splat(a, 16)
    c40 = multiplyAdd(y, x0, c40)
    c41 = multiplyAdd(y, x1, c41)
    y = v128.load32_splat(a, 20)
    c50 = multiplyAdd(y, x0, c50)
    c51 = multiplyAdd(y, x1, c51)
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
  C += strideC
  v128.store(C, c40)
  v128.store(C, c41, 16)
  C += strideC
  v128.store(C, c50)
  v128.store(C, c51, 16)
}

function tile4(
  a: usize, strideA: usize, b: usize, start: usize, strideStart: usize, C: usize, strideC: usize, K: i32,
): void {
  let c00 = f32x4.splat(0), c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00, c30 = c00, c31 = c00
  if (start) {
    c00 = v128.load(start)
    c01 = v128.load(start, 16)
    start += strideStart
    c10 = v128.load(start)
    c11 = v128.load(start, 16)
    start += strideStart
    c20 = v128.load(start)
    c21 = v128.load(start, 16)
    start += strideStart
    c30 = v128.load(start)
    c31 = v128.load(start, 16)
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
 * A tile of which only `rows` by `columns` values exist, through the buffer `whole` [6, 8].
 *
 * @param start - as for `tile`; only the existing values are read
 */
export function edgeTile(
  tileRows: i32, a: usize, strideA: usize, b: usize, start: usize, strideStart: usize, C: usize, strideC: usize, K: i32,
  rows: i32, columns: i32, whole: usize,
): void {
  if (start) {
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) {
        store<f32>(whole + ((i * 8 + j) << 2), load<f32>(start + <usize>i * strideStart + (j << 2)))
      }
    }
  }
  // Values beyond the edge start from whatever the buffer holds: no lane reads another one's.
  tile(tileRows, a, strideA, b, start ? whole : 0, 32, whole, 32, K)
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      store<f32>(C + <usize>i * strideC + (j << 2), load<f32>(whole + ((i * 8 + j) << 2)))
    }
  }
}
