import type { Tensor, Tensor4D } from '@tensorflow/tfjs'
import { expect, test } from 'vitest'
import { tfOn } from '../testing/each-backend.ts'
import { missingOnWasm } from './wasm-fallback.ts'

test('after preparation the wasm backend lacks no kernel that can be lent', async () => {
  const tf = await tfOn('wasm')
  expect(missingOnWasm(tf)).toEqual([])
})

test('a lent kernel answers and differentiates like the cpu backend, and frees what it used', async () => {
  const answers: number[][] = []
  for (const backend of ['cpu', 'wasm'] as const) {
    const tf = await tfOn(backend)
    const run = () =>
      tf.tidy(() => {
        const image = tf.range(0, 2 * 5 * 5 * 2).reshape([2, 5, 5, 2]) as Tensor4D
        const filter = tf
          .range(0, 3 * 3 * 2 * 4)
          .div(7)
          .reshape([3, 3, 2, 4])
        const convolve = (weights: Tensor) =>
          tf
            .conv2d(image, weights as Tensor4D, 1, 'same')
            .square()
            .mean()
        const einsum = tf.einsum('bij,bkj->bik', tf.ones([2, 3, 4]), tf.range(0, 40).reshape([2, 5, 4]))
        return [tf.grad(convolve)(filter), einsum].flatMap((tensor) => [...tensor.dataSync()])
      })
    run()
    const before = [tf.findBackend('cpu').numDataIds(), tf.backend().numDataIds()]
    answers.push(run())
    expect([tf.findBackend('cpu').numDataIds(), tf.backend().numDataIds()]).toEqual(before)
  }
  const [cpu, wasm] = answers as [number[], number[]]
  expect(wasm).toHaveLength(cpu.length)
  wasm.forEach((value, index) => {
    expect(value).toBeCloseTo(cpu[index] as number, 1)
  })
})
