import fc from 'fast-check'
import { expect, test } from 'vitest'
import { tfOn } from '../testing/each-backend.ts'

const size = fc.integer({ min: 1, max: 9 })

const product = fc.record({
  m: size,
  k: size,
  n: size,
  batch: fc.constantFrom<number[][]>([], [3], [2, 1], [1]),
  transposeA: fc.boolean(),
  transposeB: fc.boolean(),
})

test('a product of transposed operands equals the sum of its definition, in any rank', async () => {
  const tf = await tfOn('wasm')
  fc.assert(
    fc.property(product, ({ m, k, n, batch, transposeA, transposeB }) => {
      const batches = batch.reduce((a, b) => a * b, 1)
      // Small whole numbers: every order of summation gives the same float32.
      const a = Array.from({ length: batches * m * k }, (_, index) => ((index * 7) % 11) - 5)
      const b = Array.from({ length: batches * k * n }, (_, index) => ((index * 5) % 13) - 6)
      const result = tf.tidy(() =>
        tf
          .matMul(
            tf.tensor(a, [...batch, ...(transposeA ? [k, m] : [m, k])]),
            tf.tensor(b, [...batch, ...(transposeB ? [n, k] : [k, n])]),
            transposeA,
            transposeB,
          )
          .dataSync(),
      )
      const expected: number[] = []
      for (let index = 0; index < batches * m * n; index++) {
        const [at, row, column] = [Math.floor(index / (m * n)), Math.floor(index / n) % m, index % n]
        let total = 0
        for (let inner = 0; inner < k; inner++) {
          const left = at * m * k + (transposeA ? inner * m + row : row * k + inner)
          const right = at * k * n + (transposeB ? column * k + inner : inner * n + column)
          total += (a[left] as number) * (b[right] as number)
        }
        expected.push(total)
      }
      expect([...result]).toEqual(expected)
    }),
  )
})

test('the transposed copies are freed', async () => {
  const tf = await tfOn('wasm')
  const run = () =>
    tf.tidy(() => {
      tf.matMul(tf.ones([5, 3]), tf.ones([4, 5]), true, true).dataSync()
    })
  run()
  const before = tf.backend().numDataIds()
  run()
  expect(tf.backend().numDataIds()).toBe(before)
})
