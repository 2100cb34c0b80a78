import { PIECE } from './matmul'
import { edgeTile, rowsInSixes, TILE_BYTES, tile } from './micro-kernel'
import { firstUnit, loadLanes, storeLanes } from './simd'

/** Panels of B that are copied at once. */
const GROUP: i32 = 4

/** C [M, N] (+)= Aᵀ·B with A [K, M] and B [K, N]; sums [N] (+)= the sums of B's columns. Cut by 8 columns. */
export function matmulTransposedA(
  A: usize,
  lda: i32,
  B: usize,
  ldb: i32,
  C: usize,
  ldc: i32,
  M: i32,
  N: i32,
  K: i32,
  accumulate: i32,
  sums: usize,
  part: i32,
  parts: i32,
  scratch: usize,
): void {
  const panels = (N + 7) >> 3
  const first = firstUnit(part, parts, panels)
  const end = firstUnit(part + 1, parts, panels)
  if (first >= end) return
  if (!accumulate) clearColumns(C, ldc, M, sums, first << 3, min(N, end << 3))
  for (let k0 = 0; k0 < K; k0 += PIECE) {
    const depth = min(PIECE, K - k0)
    addTransposedProduct(
      A + ((<usize>k0 * lda) << 2),
      lda,
      B + ((<usize>k0 * ldb) << 2),
      ldb,
      C,
      ldc,
      M,
      N,
      depth,
      sums,
      first,
      end,
      scratch,
    )
  }
}

/** Sets columns `first` to `end` of C, and of `sums` where it is given, to 0. */
export function clearColumns(C: usize, ldc: i32, M: i32, sums: usize, first: i32, end: i32): void {
  const bytes = (<usize>(end - first)) << 2
  for (let m = 0; m < M; m++) memory.fill(C + ((<usize>m * ldc + first) << 2), 0, bytes)
  if (sums) memory.fill(sums + ((<usize>first) << 2), 0, bytes)
}

/** Panels `first` to `end` of C += Aᵀ·B, and of the sums, over at most PIECE rows of A and B. */
export function addTransposedProduct(
  A: usize, lda: i32, B: usize, ldb: i32, C: usize, ldc: i32, M: i32, N: i32, depth: i32, sums: usize,
  first: i32, end: i32, scratch: usize,
): void {
  const panels = scratch + TILE_BYTES // [GROUP, depth, 8]
  const tail = panels + GROUP * <usize>(PIECE << 5) // A's last columns where no whole tile is left, [depth, 8]
  const strideA = <usize>lda << 2
  const strideC = <usize>ldc << 2
  const sixes = rowsInSixes(M)
  const whole = sixes > M ? sixes - 6 : sixes + ((M - sixes) & ~3)
  const tailRows = M - whole
  if (tailRows > 0) copyColumns(A + (<usize>whole << 2), strideA, depth, tailRows, tail, 1)
  for (let p = first; p < end; p++) {
    const n = p << 3
    const columns = min(8, N - n)
    const inGroup = (p - first) % GROUP
    if (inGroup == 0) copyColumns(B + (<usize>n << 2), <usize>ldb << 2, depth, min(N, end << 3) - n, panels, GROUP)
    const panel = panels + <usize>inGroup * (<usize>depth << 5)
    if (sums) addPanelSums(panel, depth, columns, sums + (<usize>n << 2))
    let m = 0
    while (m < whole) {
      const tileRows = m < sixes ? 6 : 4
      const c = C + ((<usize>m * ldc + n) << 2)
      const a = A + (<usize>m << 2)
      if (columns == 8) tile(tileRows, a, strideA, panel, c, strideC, c, strideC, depth)
      else edgeTile(tileRows, a, strideA, panel, c, strideC, c, strideC, depth, tileRows, columns, scratch)
      m += tileRows
    }
    if (tailRows > 0) {
      const c = C + ((<usize>whole * ldc + n) << 2)
      edgeTile(tailRows > 4 ? 6 : 4, tail, 32, panel, c, strideC, c, strideC, depth, tailRows, columns, scratch)
    }
  }
}

/**
 * Copies columns to panels of eight side by side, as many as there are up to `most`, missing columns 0. All panels at once,
 * because a walk down one of them would touch a new page of memory at every row and use little of it.
 */
function copyColumns(B: usize, strideB: usize, depth: i32, columns: i32, to: usize, most: i32): void {
  const stridePanel = <usize>depth << 5
  let left = min(columns, most << 3)
  for (; left >= 32; left -= 32) {
    let from = B
    let at = to
    for (let k = 0; k < depth; k++) {
      v128.store(at, v128.load(from))
      v128.store(at, v128.load(from, 16), 16)
      v128.store(at + stridePanel, v128.load(from, 32))
      v128.store(at + stridePanel, v128.load(from, 48), 16)
      v128.store(at + 2 * stridePanel, v128.load(from, 64))
      v128.store(at + 2 * stridePanel, v128.load(from, 80), 16)
      v128.store(at + 3 * stridePanel, v128.load(from, 96))
      v128.store(at + 3 * stridePanel, v128.load(from, 112), 16)
      at += 32
      from += strideB
    }
    B += 128
    to += 4 * stridePanel
  }
  for (; left > 0; left -= 8) {
    let from = B
    let at = to
    for (let k = 0; k < depth; k++) {
      v128.store(at, loadLanes(from, left))
      v128.store(at, left > 4 ? loadLanes(from + 16, left - 4) : f32x4.splat(0), 16)
      at += 32
      from += strideB
    }
    B += 32
    to += stridePanel
  }
}

function addPanelSums(panel: usize, depth: i32, columns: i32, sums: usize): void {
  let low = loadLanes(sums, columns)
  let high = columns > 4 ? loadLanes(sums + 16, columns - 4) : f32x4.splat(0)
  for (let k = 0; k < depth; k++) {
    low = f32x4.add(low, v128.load(panel))
    high = f32x4.add(high, v128.load(panel, 16))
    panel += 32
  }
  storeLanes(sums, low, columns)
  if (columns > 4) storeLanes(sums + 16, high, columns - 4)
}
