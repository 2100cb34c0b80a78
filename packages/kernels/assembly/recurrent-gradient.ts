import { PIECE } from './matmul'
import { addTransposedProduct, clearColumns } from './matmul-transposed-a'
import { firstUnit } from './simd'

/**
 * C [M, N] (+)= Σ over positions of (state before the position)ᵀ · (gradient of the position): the gradient of the
 * recurrent kernel; sums [N] (+)= Σ of the gradients of all positions, that of its bias. Cut by 8 columns.
 *
 * Columns from jumpAt on are read `jump` values further right. Steps of as many rows lie in one run, in which the state
 * before a position is at a fixed distance; so most of it are deep products.
 */
export function recurrentGradient(
  states: usize,
  lds: i32,
  gradients: usize,
  ldg: i32,
  jumpAt: i32,
  jump: i32,
  rowsAtStep: usize,
  offsets: usize,
  steps: i32,
  reverse: i32,
  C: usize,
  ldc: i32,
  M: i32,
  N: i32,
  accumulate: i32,
  sums: usize,
  part: i32,
  parts: i32,
  scratch: usize,
): void {
  const panels = (N + 7) >> 3
  const first = firstUnit(part, parts, panels) << 3
  const end = min(N, firstUnit(part + 1, parts, panels) << 3)
  if (first >= end) return
  if (!accumulate) clearColumns(C, ldc, M, sums, first, end)
  // A panel must not straddle the jump: each side is a product of its own.
  if (first < jumpAt) {
    columnsOf(
      states,
      lds,
      gradients,
      ldg,
      rowsAtStep,
      offsets,
      steps,
      reverse,
      C,
      ldc,
      M,
      first,
      min(end, jumpAt),
      sums,
      scratch,
    )
  }
  if (end > jumpAt) {
    const at = max(first, jumpAt)
    columnsOf(
      states,
      lds,
      gradients + ((<usize>jump) << 2),
      ldg,
      rowsAtStep,
      offsets,
      steps,
      reverse,
      C,
      ldc,
      M,
      at,
      end,
      sums,
      scratch,
    )
  }
}

/** Columns `first` to `end`. */
function columnsOf(
  states: usize,
  lds: i32,
  gradients: usize,
  ldg: i32,
  rowsAtStep: usize,
  offsets: usize,
  steps: i32,
  reverse: i32,
  C: usize,
  ldc: i32,
  M: i32,
  first: i32,
  end: i32,
  sums: usize,
  scratch: usize,
): void {
  const shift = (<usize>first) << 2
  const width = end - first
  const panels = (width + 7) >> 3
  const c = C + shift
  const s: usize = sums ? sums + shift : 0
  const g = gradients + shift
  let t = 0
  while (t < steps) {
    // The run of steps from t on in which as many rows have a state before them, at the same distance.
    const rows = load<i32>(rowsAtStep + (t << 2))
    let last = t
    let before: i32 // distance from a position to the one before it, in positions
    let known: i32 // rows of a step that have one
    if (reverse) {
      known = t + 1 < steps ? load<i32>(rowsAtStep + ((t + 1) << 2)) : 0
      before = rows
    } else {
      known = t > 0 ? rows : 0
      before = t > 0 ? -load<i32>(rowsAtStep + ((t - 1) << 2)) : 0
    }
    if (known == rows) {
      while (last + 1 < steps && load<i32>(rowsAtStep + ((last + 1) << 2)) == rows) {
        if (reverse && (last + 2 >= steps || load<i32>(rowsAtStep + ((last + 2) << 2)) != rows)) break
        if (!reverse && before != -rows) break
        last++
      }
    }
    const from = load<i32>(offsets + (t << 2))
    const positions = known == rows ? load<i32>(offsets + ((last + 1) << 2)) - from : known
    for (let p = 0; p < positions; p += PIECE) {
      const at = from + p
      addTransposedProduct(
        states + ((<usize>(at + before) * lds) << 2),
        lds,
        g + ((<usize>at * ldg) << 2),
        ldg,
        c,
        ldc,
        M,
        width,
        min(PIECE, positions - p),
        s,
        0,
        panels,
        scratch,
      )
    }
    // Rows that start here have no state before, but a gradient that counts for the bias.
    if (s && known < rows) addRows(g + ((<usize>(from + known) * ldg) << 2), ldg, rows - known, width, s)
    t = last + 1
  }
}

function addRows(rows: usize, ld: i32, count: i32, width: i32, sums: usize): void {
  for (let i = 0; i < count; i++) {
    const row = rows + ((<usize>i * ld) << 2)
    for (let j = 0; j < width; j++) {
      const at = (<usize>j) << 2
      store<f32>(sums + at, load<f32>(sums + at) + load<f32>(row + at))
    }
  }
}
