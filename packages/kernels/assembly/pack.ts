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
 * Packs up to four rows for the left side: column by column, four values each, missing rows 0.
 *
 * @param strideA - bytes from one row to the next
 */
export function packRows(A: usize, strideA: usize, rows: i32, K: i32, to: usize): void {
  if (rows < 4) {
    for (let k = 0; k < K; k++) {
      for (let i = 0; i < 4; i++) {
        store<f32>(to + (k << 4) + (i << 2), i < rows ? load<f32>(A + <usize>i * strideA + (k << 2)) : 0)
      }
    }
    return
  }
  const A1 = A + strideA
  const A2 = A1 + strideA
  const A3 = A2 + strideA
  const whole = K & ~3
  for (let k = 0; k < whole; k += 4) {
    const at = (<usize>k) << 2
    const a = v128.load(A + at)
    const b = v128.load(A1 + at)
    const c = v128.load(A2 + at)
    const d = v128.load(A3 + at)
    // Transposes the four by four values.
    const ab = i32x4.shuffle(a, b, 0, 4, 1, 5)
    const AB = i32x4.shuffle(a, b, 2, 6, 3, 7)
    const cd = i32x4.shuffle(c, d, 0, 4, 1, 5)
    const CD = i32x4.shuffle(c, d, 2, 6, 3, 7)
    const out = to + ((<usize>k) << 4)
    v128.store(out, i64x2.shuffle(ab, cd, 0, 2))
    v128.store(out, i64x2.shuffle(ab, cd, 1, 3), 16)
    v128.store(out, i64x2.shuffle(AB, CD, 0, 2), 32)
    v128.store(out, i64x2.shuffle(AB, CD, 1, 3), 48)
  }
  for (let k = whole; k < K; k++) {
    const out = to + ((<usize>k) << 4)
    const at = (<usize>k) << 2
    store<f32>(out, load<f32>(A + at))
    store<f32>(out, load<f32>(A1 + at), 4)
    store<f32>(out, load<f32>(A2 + at), 8)
    store<f32>(out, load<f32>(A3 + at), 12)
  }
}
