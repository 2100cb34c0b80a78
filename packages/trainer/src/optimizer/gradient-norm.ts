/** Sum of squares in double precision; four sums, so that the additions need not wait for each other. */
export function sumOfSquares(values: Float32Array): number {
  let a = 0
  let b = 0
  let c = 0
  let d = 0
  const whole = values.length - (values.length % 4)
  for (let i = 0; i < whole; i += 4) {
    // No destructuring here: it tripled the time.
    const w = values[i] as number
    const x = values[i + 1] as number
    const y = values[i + 2] as number
    const z = values[i + 3] as number
    a += w * w
    b += x * x
    c += y * y
    d += z * z
  }
  for (let i = whole; i < values.length; i++) a += (values[i] as number) ** 2
  return a + b + (c + d)
}
