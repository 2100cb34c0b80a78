import { firstUnit, loadLanes, storeLanes } from './simd'

/** One step of AdamW (Loshchilov and Hutter 2019) over `count` values, in place and in one pass. Cut by blocks of 1,024. */
export function adamw(
  parameter: usize, gradient: usize, first: usize, second: usize, average: usize, count: i32,
  clip: f32, beta1: f32, rest1: f32, beta2: f32, rest2: f32, keep: f32, stepSize: f32, secondScale: f32, epsilon: f32,
  averageDecay: f32, averageRest: f32, part: i32, parts: i32, scratch: usize,
): void {
  const blocks = (count + 1023) >> 10
  const from = firstUnit(part, parts, blocks) << 10
  const end = min(count, firstUnit(part + 1, parts, blocks) << 10)
  if (from >= end) return
  const at = <usize>from << 2
  update(
    parameter + at, gradient + at, first + at, second + at, average ? average + at : 0, end - from,
    clip, beta1, rest1, beta2, rest2, keep, stepSize, secondScale, epsilon, averageDecay, averageRest,
  )
}

/** The same for the rows `ids` of a table alone; with `compact` the gradient of ids[i] is row i. Cut by rows. */
export function adamwRows(
  parameter: usize, gradient: usize, first: usize, second: usize, average: usize, ids: usize, rows: i32, width: i32,
  compact: i32, clip: f32, beta1: f32, rest1: f32, beta2: f32, rest2: f32, keep: f32, stepSize: f32, secondScale: f32,
  epsilon: f32, averageDecay: f32, averageRest: f32, part: i32, parts: i32, scratch: usize,
): void {
  const end = firstUnit(part + 1, parts, rows)
  for (let i = firstUnit(part, parts, rows); i < end; i++) {
    const id = load<i32>(ids + (<usize>i << 2))
    const at = (<usize>id * width) << 2
    const g = compact ? (<usize>i * width) << 2 : at
    update(
      parameter + at, gradient + g, first + at, second + at, average ? average + at : 0, width,
      clip, beta1, rest1, beta2, rest2, keep, stepSize, secondScale, epsilon, averageDecay, averageRest,
    )
  }
}

/** The same for all rows of a table; row i has row rowOf[i] of the gradient, or a gradient of 0 where that is −1. Cut by rows. */
export function adamwTable(
  parameter: usize, gradient: usize, first: usize, second: usize, average: usize, rowOf: usize, rows: i32, width: i32,
  clip: f32, beta1: f32, rest1: f32, beta2: f32, rest2: f32, keep: f32, stepSize: f32, secondScale: f32, epsilon: f32,
  averageDecay: f32, averageRest: f32, part: i32, parts: i32, scratch: usize,
): void {
  const end = firstUnit(part + 1, parts, rows)
  for (let i = firstUnit(part, parts, rows); i < end; i++) {
    const row = load<i32>(rowOf + (<usize>i << 2))
    const at = (<usize>i * width) << 2
    update(
      parameter + at, row < 0 ? 0 : gradient + ((<usize>row * width) << 2), first + at, second + at,
      average ? average + at : 0, width,
      clip, beta1, rest1, beta2, rest2, keep, stepSize, secondScale, epsilon, averageDecay, averageRest,
    )
  }
}

/**
 * Steps whose gradient was 0 are made up for in the rows `ids` of a table: the same arithmetic as `adamw` with a gradient of
 * 0, in the same order, so the same bits, but without memory traffic for every row in every step. Cut by rows.
 *
 * @param done - number of the last step of each row of the table, int32; becomes `step` for the rows `ids`
 * @param numbers - of each step from `base` on, float32 [·, 5]: keep, stepSize, secondScale, averageDecay, averageRest
 * @param base - number of the first step in `numbers`
 * @param step - number of the step that is caught up with
 */
export function adamwCatchUp(
  parameter: usize, first: usize, second: usize, average: usize, ids: usize, rows: i32, width: i32, done: usize,
  numbers: usize, base: i32, step: i32, beta1: f32, beta2: f32, epsilon: f32, part: i32, parts: i32, scratch: usize,
): void {
  const end = firstUnit(part + 1, parts, rows)
  for (let i = firstUnit(part, parts, rows); i < end; i++) {
    const id = <usize>load<i32>(ids + (<usize>i << 2))
    const from = load<i32>(done + (id << 2))
    if (from >= step) continue
    store<i32>(done + (id << 2), step)
    const start = numbers + <usize>(from + 1 - base) * 20
    const stop = numbers + <usize>(step + 1 - base) * 20
    const row = (id * width) << 2
    for (let j = 0; j < width; j += 4) {
      const at = row + (<usize>j << 2)
      catchUp(parameter + at, first + at, second + at, average ? average + at : 0, width - j, start, stop, beta1, beta2, epsilon)
    }
  }
}

/** Four values. Once the mean gradient is 0 it moves nothing: what is left are products. */
function catchUp(
  parameter: usize, first: usize, second: usize, average: usize, lanes: i32, at: usize, stop: usize,
  beta1: f32, beta2: f32, epsilon: f32,
): void {
  let p = loadLanes(parameter, lanes)
  let m = loadLanes(first, lanes)
  let v = loadLanes(second, lanes)
  let a = average ? loadLanes(average, lanes) : p
  const decay1 = f32x4.splat(beta1)
  const decay2 = f32x4.splat(beta2)
  const least = f32x4.splat(epsilon)
  for (; at < stop && v128.any_true(f32x4.ne(m, f32x4.splat(0))); at += 20) {
    m = withoutTiny(f32x4.mul(decay1, m))
    v = withoutTiny(f32x4.mul(decay2, v))
    const root = f32x4.add(f32x4.mul(f32x4.sqrt(v), v128.load32_splat(at, 8)), least)
    p = f32x4.sub(f32x4.mul(p, v128.load32_splat(at)), f32x4.div(f32x4.mul(v128.load32_splat(at, 4), m), root))
    a = f32x4.add(f32x4.mul(v128.load32_splat(at, 12), a), f32x4.mul(v128.load32_splat(at, 16), p))
  }
  for (; at < stop; at += 20) {
    v = withoutTiny(f32x4.mul(decay2, v))
    p = f32x4.mul(p, v128.load32_splat(at))
    a = f32x4.add(f32x4.mul(v128.load32_splat(at, 12), a), f32x4.mul(v128.load32_splat(at, 16), p))
  }
  storeLanes(parameter, p, lanes)
  storeLanes(first, m, lanes)
  storeLanes(second, v, lanes)
  if (average) storeLanes(average, a, lanes)
}

/** Values below 1e-30 become 0: they move nothing, and arithmetic on the subnormal numbers that they decay to is slow. */
// @ts-ignore: decorator
@inline
function withoutTiny(x: v128): v128 {
  // NaN is not smaller than anything, so it stays.
  return v128.andnot(x, f32x4.lt(f32x4.abs(x), f32x4.splat(1e-30)))
}

/** `gradient` 0: all gradients are 0; `average` 0: none is kept. */
// @ts-ignore: decorator
@inline
function update(
  parameter: usize, gradient: usize, first: usize, second: usize, average: usize, count: i32,
  clip: f32, beta1: f32, rest1: f32, beta2: f32, rest2: f32, keep: f32, stepSize: f32, secondScale: f32, epsilon: f32,
  averageDecay: f32, averageRest: f32,
): void {
  const decay1 = f32x4.splat(beta1)
  const share1 = f32x4.splat(rest1)
  const decay2 = f32x4.splat(beta2)
  const share2 = f32x4.splat(rest2)
  for (let i = 0; i < count; i += 4) {
    const at = <usize>i << 2
    const lanes = count - i
    const g = gradient ? f32x4.mul(loadLanes(gradient + at, lanes), f32x4.splat(clip)) : f32x4.splat(0)
    const m = withoutTiny(f32x4.add(f32x4.mul(decay1, loadLanes(first + at, lanes)), f32x4.mul(share1, g)))
    const v = withoutTiny(
      f32x4.add(f32x4.mul(decay2, loadLanes(second + at, lanes)), f32x4.mul(f32x4.mul(share2, g), g)),
    )
    storeLanes(first + at, m, lanes)
    storeLanes(second + at, v, lanes)
    const root = f32x4.add(f32x4.mul(f32x4.sqrt(v), f32x4.splat(secondScale)), f32x4.splat(epsilon))
    const old = f32x4.mul(loadLanes(parameter + at, lanes), f32x4.splat(keep))
    const updated = f32x4.sub(old, f32x4.div(f32x4.mul(f32x4.splat(stepSize), m), root))
    storeLanes(parameter + at, updated, lanes)
    if (average) {
      const kept = f32x4.mul(f32x4.splat(averageDecay), loadLanes(average + at, lanes))
      storeLanes(average + at, f32x4.add(kept, f32x4.mul(f32x4.splat(averageRest), updated)), lanes)
    }
  }
}

/** One double for each block of 4,096 values: the sum of their squares. Cut by blocks. */
export function sumSquares(values: usize, count: i32, out: usize, part: i32, parts: i32, scratch: usize): void {
  const blocks = (count + 4095) >> 12
  const end = firstUnit(part + 1, parts, blocks)
  for (let block = firstUnit(part, parts, blocks); block < end; block++) {
    const last = min(count, (block + 1) << 12)
    let low = f64x2.splat(0)
    let high = f64x2.splat(0)
    for (let i = block << 12; i < last; i += 4) {
      const x = loadLanes(values + (<usize>i << 2), last - i)
      const a = f64x2.promote_low_f32x4(x)
      const b = f64x2.promote_low_f32x4(i64x2.shuffle(x, x, 1, 0))
      low = f64x2.add(low, f64x2.mul(a, a))
      high = f64x2.add(high, f64x2.mul(b, b))
    }
    const both = f64x2.add(low, high)
    store<f64>(out + (<usize>block << 3), f64x2.extract_lane(both, 0) + f64x2.extract_lane(both, 1))
  }
}
