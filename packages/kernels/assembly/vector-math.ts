import { multiplyAdd } from './simd'

// One rational function for tanh and the sigmoid: no powers of two to put together, two short chains of operations side by side, and one
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

/**
 * e^x in each lane for x of 0 and less, relative error below 1e-7; 0 below −69, where values would soon be so small that
 * processors are slow with them. NaN stays NaN.
 *
 * x = n·ln 2 + r with a whole n and |r| ≤ ln 2 / 2; e^r is a polynomial (S. Moshier, Cephes, 1989), 2^n an exponent.
 */
// @ts-ignore: decorator
@inline
export function exp(x: v128): v128 {
  const n = f32x4.nearest(f32x4.mul(x, f32x4.splat(1.4426950409)))
  // ln 2 in two parts: n times the first one is exact.
  let r = multiplyAdd(n, f32x4.splat(-0.693359375), x)
  r = multiplyAdd(n, f32x4.splat(2.12194440e-4), r)
  let p = multiplyAdd(f32x4.splat(1.9875691500e-4), r, f32x4.splat(1.3981999507e-3))
  p = multiplyAdd(p, r, f32x4.splat(8.3334519073e-3))
  p = multiplyAdd(p, r, f32x4.splat(4.1665795894e-2))
  p = multiplyAdd(p, r, f32x4.splat(1.6666665459e-1))
  p = multiplyAdd(p, r, f32x4.splat(5.0000001201e-1))
  p = f32x4.add(multiplyAdd(p, f32x4.mul(r, r), r), f32x4.splat(1))
  const power = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23)
  return v128.andnot(f32x4.mul(p, power), f32x4.lt(x, f32x4.splat(-69)))
}
