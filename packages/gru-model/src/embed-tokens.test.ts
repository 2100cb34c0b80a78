import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, test } from 'vitest'
import { embedTokens } from './embed-tokens.ts'
import { scatterOnDevice, scatterRows } from './scatter-rows.ts'
import { BACKENDS, useBackend } from './testing/backends.ts'
import { expectClose } from './testing/expect-close.ts'

const ids = Int32Array.of(3, 0, 1, 3, 2, 3)

describe.each(BACKENDS)('on %s', (backend) => {
  beforeAll(() => useBackend(backend))

  test('rows are those of the table, and the gradient sums by id without the padding row', () => {
    const table = [
      [9, 9],
      [1, 2],
      [3, 4],
      [5, 6],
    ]
    const weighting = [
      [1, 10],
      [2, 20],
      [4, 40],
      [8, 80],
      [16, 160],
      [32, 320],
    ]
    const { rows, gradient } = tf.tidy(() => {
      const rows = embedTokens(tf.tensor2d(table), ids).arraySync()
      const loss = (t: tf.Tensor) =>
        tf.sum(tf.mul(embedTokens(t as tf.Tensor2D, ids), weighting)) as tf.Scalar
      return { rows, gradient: tf.grad(loss)(tf.tensor2d(table)).arraySync() } as never
    }) as { rows: number[][]; gradient: number[][] }
    expect(rows).toEqual(Array.from(ids, (id) => table[id]))
    expect(gradient).toEqual([
      [0, 0],
      [4, 40],
      [16, 160],
      [41, 410],
    ])
  })
})

test('the sum on the host equals UnsortedSegmentSum', async () => {
  await useBackend('cpu')
  tf.tidy(() => {
    const rows = tf.randomNormal<tf.Rank.R2>([6, 3], 0, 1, 'float32', 1)
    expectClose(scatterRows(rows, ids, 5, 0).dataSync(), scatterOnDevice(rows, ids, 5, 0).dataSync(), 1e-6)
  })
})
