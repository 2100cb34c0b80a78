import { firstUnit, loadLanes, storeLanes } from './simd'

/**
 * out = x · mask of 0 and `kept`; value (i, j) is number i·width + j of the mask, which a hash of the seed and its number
 * decides ("lowbias32", C. Wellons 2018, "Prospecting for Hash Functions"). Cut by rows.
 */
export function dropoutRows(
  x: usize,
  ldx: i32,
  out: usize,
  ldo: i32,
  rows: i32,
  width: i32,
  seed: i32,
  threshold: i32,
  kept: f32,
  part: i32,
  parts: i32,
  scratch: usize,
): void {
  const end = firstUnit(part + 1, parts, rows)
  const golden = i32x4.splat(0x9e3779b9)
  const ladder = i32x4(0, 1, 2, 3)
  const scale = f32x4.splat(kept)
  for (let i = firstUnit(part, parts, rows); i < end; i++) {
    const from = x + ((<usize>i * ldx) << 2)
    const to = out + ((<usize>i * ldo) << 2)
    for (let j = 0; j < width; j += 4) {
      const lanes = width - j
      const at = (<usize>j) << 2
      const number = i32x4.add(i32x4.splat(i * width + j), ladder)
      let hash = i32x4.add(i32x4.splat(seed), i32x4.mul(number, golden))
      hash = i32x4.mul(v128.xor(hash, i32x4.shr_u(hash, 16)), i32x4.splat(0x7feb352d))
      hash = i32x4.mul(v128.xor(hash, i32x4.shr_u(hash, 15)), i32x4.splat(0x846ca68b))
      hash = i32x4.shr_u(v128.xor(hash, i32x4.shr_u(hash, 16)), 1) // 31 bits, so that a signed comparison is right
      const stays = i32x4.ge_s(hash, i32x4.splat(threshold))
      // A product, not a choice: NaN and infinity stay visible behind a dropped value, as in the mask of tfjs.
      storeLanes(to + at, f32x4.mul(loadLanes(from + at, lanes), v128.and(scale, stays)), lanes)
    }
  }
}
