import { multiplyAdd } from './simd'

/**
 * e^x in each lane, relative error below 2e-7; x is cut to ±87, NaN stays NaN.
 *
 * x = k·ln 2 + r with |r| ≤ ln 2 / 2, and e^r by the polynomial of the Cephes library (S. Moshier, expf).
 */
// @ts-ignore: decorator
@inline
export function exponential(x: v128): v128 {
  // pmin and pmax keep their first argument unless the second one is smaller or larger: NaN passes.
  const cut = f32x4.pmax(f32x4.pmin(x, f32x4.splat(87)), f32x4.splat(-87))
  // Adding 1.5·2^23 rounds to an integer, which then stands in the low bits.
  const shifted = f32x4.add(f32x4.mul(cut, f32x4.splat(1.44269504)), f32x4.splat(12582912))
  const k = f32x4.sub(shifted, f32x4.splat(12582912))
  // ln 2 in two parts, so that k·ln 2 loses no bits.
  let r = multiplyAdd(k, f32x4.splat(-0.693359375), cut)
  r = multiplyAdd(k, f32x4.splat(2.12194440e-4), r)
  let p = multiplyAdd(f32x4.splat(1.9875691500e-4), r, f32x4.splat(1.3981999507e-3))
  p = multiplyAdd(p, r, f32x4.splat(8.3334519073e-3))
  p = multiplyAdd(p, r, f32x4.splat(4.1665795894e-2))
  p = multiplyAdd(p, r, f32x4.splat(1.6666665459e-1))
  p = multiplyAdd(p, r, f32x4.splat(5.0000001201e-1))
  p = f32x4.add(multiplyAdd(f32x4.mul(p, r), r, r), f32x4.splat(1))
  const power = i32x4.shl(i32x4.add(shifted, i32x4.splat(127)), 23)
  return f32x4.mul(p, power)
}

/** 1 / (1 + e^−x) in each lane, absolute error below 2e-7. */
// @ts-ignore: decorator
@inline
export function sigmoid(x: v128): v128 {
  const one = f32x4.splat(1)
  return f32x4.div(one, f32x4.add(one, exponential(f32x4.neg(x))))
}

/** tanh x = 1 − 2 / (1 + e^2x) in each lane, absolute error below 3e-7. */
// @ts-ignore: decorator
@inline
export function tanh(x: v128): v128 {
  const one = f32x4.splat(1)
  return f32x4.sub(one, f32x4.div(f32x4.splat(2), f32x4.add(one, exponential(f32x4.add(x, x)))))
}
