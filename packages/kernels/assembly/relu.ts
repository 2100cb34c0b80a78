import { firstUnit, loadLanes, storeLanes } from './simd'

/** out = max(x, 0). Cut by blocks of 4,096 values. */
export function relu(x: usize, out: usize, count: i32, part: i32, parts: i32, scratch: usize): void {
  const blocks = (count + 4095) >> 12
  const zero = f32x4.splat(0)
  const end = min(count, firstUnit(part + 1, parts, blocks) << 12)
  for (let i = firstUnit(part, parts, blocks) << 12; i < end; i += 4) {
    const at = <usize>i << 2
    const lanes = end - i
    storeLanes(out + at, f32x4.max(loadLanes(x + at, lanes), zero), lanes)
  }
}

/** Gradient of `relu` in place: d stays where the result y is above 0, and becomes 0 elsewhere. Cut as `relu`. */
export function reluBackward(y: usize, d: usize, count: i32, part: i32, parts: i32, scratch: usize): void {
  const blocks = (count + 4095) >> 12
  const zero = f32x4.splat(0)
  const end = min(count, firstUnit(part + 1, parts, blocks) << 12)
  for (let i = firstUnit(part, parts, blocks) << 12; i < end; i += 4) {
    const at = <usize>i << 2
    const lanes = end - i
    const isOpen = f32x4.gt(loadLanes(y + at, lanes), zero)
    storeLanes(d + at, v128.and(loadLanes(d + at, lanes), isOpen), lanes)
  }
}
