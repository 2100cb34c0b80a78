import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, test } from 'vitest'
import { scatterOnDevice, scatterRows } from './scatter-rows.ts'
import { spreadRows } from './spread-rows.ts'
import { BACKENDS, useBackend } from './testing/backends.ts'
import { expectClose } from './testing/expect-close.ts'

const index = Int32Array.of(2, -1, 1, 2, -1, 2)

describe.each(BACKENDS)('on %s', (backend) => {
  beforeAll(() => useBackend(backend))

  test('rows stand where they are named, and their gradients add up; negative places have none', () => {
    const rows = [
      [1, 2],
      [3, 4],
      [5, 6],
    ]
    const weighting = tf.tensor2d([1, 10, 2, 20, 4, 40, 8, 80, 16, 160, 32, 320], [6, 2])
    const spread = spreadRows(tf.tensor2d(rows), index).arraySync()
    index.forEach((row, place) => {
      if (row >= 0) expect(spread[place]).toEqual(rows[row])
    })
    const loss = (x: tf.Tensor) => tf.sum(tf.mul(spreadRows(x as tf.Tensor2D, index), weighting))
    expect(tf.grad(loss)(tf.tensor2d(rows)).arraySync()).toEqual([
      [0, 0],
      [4, 40],
      [41, 410],
    ])
  })
})

test('the sum on the host equals UnsortedSegmentSum', async () => {
  await useBackend('cpu')
  tf.tidy(() => {
    const rows = tf.randomNormal<tf.Rank.R2>([6, 3], 0, 1, 'float32', 1)
    expectClose(scatterRows(rows, index, 5).dataSync(), scatterOnDevice(rows, index, 5).dataSync(), 1e-6)
  })
})
