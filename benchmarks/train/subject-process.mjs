import { createInterface } from 'node:readline'

/**
 * Answers the benchmark's requests, one line of JSON each, until standard input ends.
 *
 * {"run": {"seconds": s}} runs steps until s seconds of them are over, one at least; {"run": "pass"} runs every batch once,
 * in order. Both give {"steps", "docs", "tokens", "seconds", "loss"}, tokens without padding.
 * {"sgemm": n} multiplies two n × n matrices for a while: {"gflops"}, the best of the single products.
 *
 * @param subject.first - what the process says of itself when it is ready
 */
export async function answerRequests({ first, run, sgemm }) {
  say(first)
  for await (const line of createInterface({ input: process.stdin })) {
    const request = JSON.parse(line)
    say(request.run === undefined ? { gflops: await sgemm(request.sgemm) } : await run(request.run))
  }
  // Worker threads may still wait for work.
  process.exit(0)
}

const SGEMM_SECONDS = 0.25

/** GFLOP/s of the fastest of the products that fit into a quarter of a second. */
export function bestRate(n, multiply) {
  multiply()
  let best = Number.POSITIVE_INFINITY
  const end = performance.now() + SGEMM_SECONDS * 1000
  do {
    const start = performance.now()
    multiply()
    best = Math.min(best, performance.now() - start)
  } while (performance.now() < end)
  return (2 * n ** 3) / best / 1e6
}

/** `matMul` of a TensorFlow.js backend; the product is read back, so that it is there. */
export function tfjsRate(tf, n) {
  const [a, b] = [
    tf.randomUniform([n, n], -1, 1, 'float32', 1),
    tf.randomUniform([n, n], -1, 1, 'float32', 2),
  ]
  const rate = bestRate(n, () => {
    const product = tf.matMul(a, b)
    product.dataSync()
    product.dispose()
  })
  tf.dispose([a, b])
  return rate
}

// Lines that are no object are ignored: TensorFlow may write to standard output too.
const say = (answer) => process.stdout.write(`${JSON.stringify(answer)}\n`)
