import { rowsInSixes } from './micro-kernel'
import { firstUnit, loadLanes } from './simd'

/** Values of a packed matrix [K, N]: panels of eight columns. */
export function packedSize(K: i32, N: i32): i32 {
  return K * (((N + 7) >> 3) << 3)
}

/**
 * Packs a matrix for the right side of products: panels of eight columns, each row of a panel without gaps, missing
 * columns 0. Rows go to kFirst… of a packed matrix of kAll rows. Cut by panels.
 */
export function packB(
  B: usize,
  K: i32,
  N: i32,
  ldb: i32,
  transposed: i32,
  packed: usize,
  kFirst: i32,
  kAll: i32,
  part: i32,
  parts: i32,
  scratch: usize,
): void {
  const panels = (N + 7) >> 3
  const end = firstUnit(part + 1, parts, panels)
  for (let panel = firstUnit(part, parts, panels); panel < end; panel++) {
    const n = panel << 3
    const columns = min(8, N - n)
    let to = packed + ((<usize>panel * kAll + kFirst) << 5)
    if (transposed) {
      for (let j = 0; j < 8; j++) {
        const from = B + ((<usize>(n + j) * ldb) << 2)
        if (j < columns) {
          for (let k = 0; k < K; k++) store<f32>(to + (k << 5) + (j << 2), load<f32>(from + (k << 2)))
        } else {
          for (let k = 0; k < K; k++) store<f32>(to + (k << 5) + (j << 2), 0)
        }
      }
    } else {
      let from = B + ((<usize>n) << 2)
      for (let k = 0; k < K; k++) {
        v128.store(to, loadLanes(from, columns))
        v128.store(to, columns > 4 ? loadLanes(from + 16, columns - 4) : f32x4.splat(0), 16)
        to += 32
        from += (<usize>ldb) << 2
      }
    }
  }
}

/**
 * Packs rows for the left side, tile after tile as `rowsInSixes` says: column by column, six or four values each, missing
 * rows 0.
 *
 * @param strideA - bytes from one row to the next
 */
export function packRows(A: usize, strideA: usize, rows: i32, K: i32, to: usize): void {
  const sixes = rowsInSixes(rows)
  for (let m = 0; m < sixes; m += 6) {
    const at = to + ((<usize>m * K) << 2)
    if (rows - m >= 6) packSix(A + <usize>m * strideA, strideA, K, at)
    else packFew(A + <usize>m * strideA, strideA, rows - m, 6, K, at)
  }
  for (let m = sixes; m < rows; m += 4) {
    const at = to + ((<usize>m * K) << 2)
    if (rows - m >= 4) packFour(A + <usize>m * strideA, strideA, K, at)
    else packFew(A + <usize>m * strideA, strideA, rows - m, 4, K, at)
  }
}

function packFew(A: usize, strideA: usize, rows: i32, tileRows: i32, K: i32, to: usize): void {
  for (let k = 0; k < K; k++) {
    for (let i = 0; i < tileRows; i++) {
      store<f32>(to, i < rows ? load<f32>(A + <usize>i * strideA + (<usize>k << 2)) : 0)
      to += 4
    }
  }
}

function packFour(A: usize, strideA: usize, K: i32, to: usize): void {
  const A1 = A + strideA
  const A2 = A1 + strideA
  const A3 = A2 + strideA
  const whole = K & ~3
  for (let k = 0; k < whole; k += 4) {
    const at = <usize>k << 2
    const a = v128.load(A + at)
    const b = v128.load(A1 + at)
    const c = v128.load(A2 + at)
    const d = v128.load(A3 + at)
    // Transposes the four by four values.
    const ab = i32x4.shuffle(a, b, 0, 4, 1, 5)
    const AB = i32x4.shuffle(a, b, 2, 6, 3, 7)
    const cd = i32x4.shuffle(c, d, 0, 4, 1, 5)
    const CD = i32x4.shuffle(c, d, 2, 6, 3, 7)
    const out = to + (<usize>k << 4)
    v128.store(out, i64x2.shuffle(ab, cd, 0, 2))
    v128.store(out, i64x2.shuffle(ab, cd, 1, 3), 16)
    v128.store(out, i64x2.shuffle(AB, CD, 0, 2), 32)
    v128.store(out, i64x2.shuffle(AB, CD, 1, 3), 48)
  }
  if (whole < K) {
    const at = <usize>whole << 2
    packFew(A + at, strideA, 4, 4, K - whole, to + (<usize>whole << 4))
  }
}

function packSix(A: usize, strideA: usize, K: i32, to: usize): void {
  const A1 = A + strideA
  const A2 = A1 + strideA
  const A3 = A2 + strideA
  const A4 = A3 + strideA
  const A5 = A4 + strideA
  const whole = K & ~3
  for (let k = 0; k < whole; k += 4) {
    const at = <usize>k << 2
    const a = v128.load(A + at)
    const b = v128.load(A1 + at)
    const c = v128.load(A2 + at)
    const d = v128.load(A3 + at)
    const e = v128.load(A4 + at)
    const f = v128.load(A5 + at)
    const ab = i32x4.shuffle(a, b, 0, 4, 1, 5)
    const AB = i32x4.shuffle(a, b, 2, 6, 3, 7)
    const cd = i32x4.shuffle(c, d, 0, 4, 1, 5)
    const CD = i32x4.shuffle(c, d, 2, 6, 3, 7)
    const ef = i32x4.shuffle(e, f, 0, 4, 1, 5)
    const EF = i32x4.shuffle(e, f, 2, 6, 3, 7)
    const out = to + <usize>k * 24
    v128.store(out, i64x2.shuffle(ab, cd, 0, 2))
    v128.store64_lane(out, ef, 0, 16)
    v128.store(out, i64x2.shuffle(ab, cd, 1, 3), 24)
    v128.store64_lane(out, ef, 1, 40)
    v128.store(out, i64x2.shuffle(AB, CD, 0, 2), 48)
    v128.store64_lane(out, EF, 0, 64)
    v128.store(out, i64x2.shuffle(AB, CD, 1, 3), 72)
    v128.store64_lane(out, EF, 1, 88)
  }
  if (whole < K) packFew(A + (<usize>whole << 2), strideA, 6, 6, K - whole, to + <usize>whole * 24)
}
