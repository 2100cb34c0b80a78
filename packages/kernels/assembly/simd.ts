// Four lanes at a time. `ASC_FEATURE_RELAXED_SIMD` tells the two builds apart.

/** a · b + c in each lane: rounded once in the relaxed build, twice in the other. */
// @ts-ignore: decorator
@inline
export function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? f32x4.relaxed_madd(a, b, c) : f32x4.add(f32x4.mul(a, b), c)
}

/** Up to four values; lanes from `count` on are 0 and their memory is not read. */
// @ts-ignore: decorator
@inline
export function loadLanes(at: usize, count: i32): v128 {
  return count >= 4 ? v128.load(at) : loadFew(at, count)
}

/** Writes the first `count` lanes, four at most. */
// @ts-ignore: decorator
@inline
export function storeLanes(at: usize, values: v128, count: i32): void {
  if (count >= 4) v128.store(at, values)
  else storeFew(at, values, count)
}

function loadFew(at: usize, count: i32): v128 {
  let values = f32x4.replace_lane(f32x4.splat(0), 0, load<f32>(at))
  if (count > 1) values = f32x4.replace_lane(values, 1, load<f32>(at, 4))
  if (count > 2) values = f32x4.replace_lane(values, 2, load<f32>(at, 8))
  return values
}

function storeFew(at: usize, values: v128, count: i32): void {
  store<f32>(at, f32x4.extract_lane(values, 0))
  if (count > 1) store<f32>(at, f32x4.extract_lane(values, 1), 4)
  if (count > 2) store<f32>(at, f32x4.extract_lane(values, 2), 8)
}

/** First unit of a part: units are shared out as evenly as they can be. */
// @ts-ignore: decorator
@inline
export function firstUnit(part: i32, parts: i32, units: i32): i32 {
  return <i32>((<i64>part * <i64>units) / <i64>parts)
}
