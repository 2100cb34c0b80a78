import type { Tfjs } from '../tfjs.ts'

/** How long to measure, in milliseconds: long enough for a clock, short enough for `doctor`. */
const MEASURE_MS = 300

/** Square sizes, small first: a backend that is slow at the first is not asked for the second. */
const SIZES = [256, 1024] as const

/** A rate, in GFLOP/s, above which the larger size takes well under a second. */
const FAST_GFLOPS = 8

/** Best rate of a float32 matrix product with the current backend, in GFLOP/s (2 n³ operations each). */
export function measureMatMul(tf: Tfjs): number {
  let best = 0
  for (const size of SIZES) {
    if (size !== SIZES[0] && best < FAST_GFLOPS) break
    best = Math.max(best, rate(tf, size))
  }
  return best
}

function rate(tf: Tfjs, size: number): number {
  const values = Float32Array.from({ length: size * size }, (_, index) => ((index * 37) % 101) / 101)
  const a = tf.tensor2d(values, [size, size])
  // Reading one number back makes sure that the product is done.
  const multiply = () => tf.tidy(() => tf.slice(tf.matMul(a, a), [0, 0], [1, 1]).dataSync())
  multiply()
  let fastestMs = Number.POSITIVE_INFINITY
  const end = performance.now() + MEASURE_MS
  do {
    const start = performance.now()
    multiply()
    fastestMs = Math.min(fastestMs, performance.now() - start)
  } while (performance.now() < end)
  a.dispose()
  return (2 * size ** 3) / fastestMs / 1e6
}
