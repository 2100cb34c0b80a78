import { multiplyAdd } from './simd'

// One rational function for both: no powers of two to put together, two short chains of operations side by side, and one
// division. x is cut where tanh x is 1 to the last bit, and NaN stays NaN.
//
// tanh x ≈ x·P(x²)/Q(x²) with P and Q of degree 4, fitted for the least relative error on [0, 8.6] by iterated weights
// (Lawson 1961): 1.4e-8 in exact arithmetic, so what is left is rounding.

/** tanh x in each lane, absolute error below 4e-7. */
// @ts-ignore: decorator
@inline
export function tanh(x: v128): v128 {
  // pmin and pmax keep their first argument unless the second one is smaller or larger: NaN passes.
  const cut = f32x4.pmax(f32x4.pmin(x, f32x4.splat(8.6)), f32x4.splat(-8.6))
  const y = f32x4.mul(cut, cut)
  let p = multiplyAdd(f32x4.splat(1.4082565336e-8), y, f32x4.splat(2.1122450562e-5))
  let q = multiplyAdd(f32x4.splat(8.0706757895e-7), y, f32x4.splat(3.3362771501e-4))
  p = multiplyAdd(p, y, f32x4.splat(3.5264056642e-3))
  q = multiplyAdd(q, y, f32x4.splat(2.5993915275e-2))
  p = multiplyAdd(p, y, f32x4.splat(1.3406878710e-1))
  q = multiplyAdd(q, y, f32x4.splat(4.6740201116e-1))
  p = multiplyAdd(p, y, f32x4.splat(1))
  q = multiplyAdd(q, y, f32x4.splat(1))
  return f32x4.div(f32x4.mul(cut, p), q)
}

/** 1 / (1 + e^−x) = (1 + tanh(x/2)) / 2 in each lane, absolute error below 2e-7. */
// @ts-ignore: decorator
@inline
export function sigmoid(x: v128): v128 {
  const half = f32x4.splat(0.5)
  return multiplyAdd(tanh(f32x4.mul(x, half)), half, half)
}
