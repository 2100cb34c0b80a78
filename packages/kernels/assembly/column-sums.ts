import { firstUnit, loadLanes, storeLanes } from './simd'

/** sums [N] (+)= the sums of the columns of B [K, N]. Cut by 8 columns. */
export function columnSums(
  B: usize,
  ldb: i32,
  K: i32,
  N: i32,
  sums: usize,
  accumulate: i32,
  part: i32,
  parts: i32,
  scratch: usize,
): void {
  const panels = (N + 7) >> 3
  const end = min(N, firstUnit(part + 1, parts, panels) << 3)
  for (let n = firstUnit(part, parts, panels) << 3; n < end; n += 4) {
    const columns = min(4, end - n)
    let sum = accumulate ? loadLanes(sums + ((<usize>n) << 2), columns) : f32x4.splat(0)
    let from = B + ((<usize>n) << 2)
    for (let k = 0; k < K; k++) {
      sum = f32x4.add(sum, loadLanes(from, columns))
      from += (<usize>ldb) << 2
    }
    storeLanes(sums + ((<usize>n) << 2), sum, columns)
  }
}
