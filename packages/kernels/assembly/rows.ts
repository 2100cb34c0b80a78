import { firstUnit, loadLanes, storeLanes } from './simd'

/** out[i] = table[ids[i]]. Cut by rows. */
export function gatherRows(
  table: usize, ldt: i32, ids: usize, out: usize, ldo: i32, rows: i32, width: i32, part: i32, parts: i32, scratch: usize,
): void {
  const end = firstUnit(part + 1, parts, rows)
  for (let i = firstUnit(part, parts, rows); i < end; i++) {
    const id = load<i32>(ids + (<usize>i << 2))
    memory.copy(out + ((<usize>i * ldo) << 2), table + ((<usize>id * ldt) << 2), <usize>width << 2)
  }
}

/** table[ids[i]] += values[i], in order. Cut by 4 columns, so that no two parts add to one value. */
export function scatterAddRows(
  values: usize, ldv: i32, ids: usize, table: usize, ldt: i32, rows: i32, width: i32,
  part: i32, parts: i32, scratch: usize,
): void {
  const units = (width + 3) >> 2
  const first = firstUnit(part, parts, units) << 2
  const end = min(width, firstUnit(part + 1, parts, units) << 2)
  for (let i = 0; i < rows; i++) {
    const from = values + ((<usize>i * ldv) << 2)
    const to = table + ((<usize>load<i32>(ids + (<usize>i << 2)) * ldt) << 2)
    addRow(from, to, first, end)
  }
}

/** out[s] = Σ values[positions[starts[s] … starts[s + 1])], in order. Cut by segments. */
export function segmentSums(
  values: usize, ldv: i32, starts: usize, positions: usize, out: usize, ldo: i32, segments: i32, width: i32,
  part: i32, parts: i32, scratch: usize,
): void {
  const end = firstUnit(part + 1, parts, segments)
  for (let s = firstUnit(part, parts, segments); s < end; s++) {
    const to = out + ((<usize>s * ldo) << 2)
    const last = load<i32>(starts + (<usize>(s + 1) << 2))
    let i = load<i32>(starts + (<usize>s << 2))
    if (i == last) {
      memory.fill(to, 0, <usize>width << 2)
      continue
    }
    memory.copy(to, values + ((<usize>load<i32>(positions + (<usize>i << 2)) * ldv) << 2), <usize>width << 2)
    for (i++; i < last; i++) {
      addRow(values + ((<usize>load<i32>(positions + (<usize>i << 2)) * ldv) << 2), to, 0, width)
    }
  }
}

/** out += x. Cut by blocks of 4,096 values. */
export function addInto(out: usize, x: usize, count: i32, part: i32, parts: i32, scratch: usize): void {
  const blocks = (count + 4095) >> 12
  addRow(x, out, firstUnit(part, parts, blocks) << 12, min(count, firstUnit(part + 1, parts, blocks) << 12))
}

/** Sets values to 0. Cut by blocks of 4,096 values. */
export function fillZero(out: usize, count: i32, part: i32, parts: i32, scratch: usize): void {
  const blocks = (count + 4095) >> 12
  const first = firstUnit(part, parts, blocks) << 12
  const end = min(count, firstUnit(part + 1, parts, blocks) << 12)
  if (end > first) memory.fill(out + (<usize>first << 2), 0, <usize>(end - first) << 2)
}

/** Values `first` to `end` of a row are added to another row. */
// @ts-ignore: decorator
@inline
function addRow(from: usize, to: usize, first: i32, end: i32): void {
  for (let j = first; j < end; j += 4) {
    const at = <usize>j << 2
    const lanes = end - j
    storeLanes(to + at, f32x4.add(loadLanes(to + at, lanes), loadLanes(from + at, lanes)), lanes)
  }
}
