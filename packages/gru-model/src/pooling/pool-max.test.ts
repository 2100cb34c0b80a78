import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, test } from 'vitest'
import { BACKENDS, useBackend } from '../testing/backends.ts'
import { expectClose } from '../testing/expect-close.ts'
import { poolMax } from './pool-max.ts'
import { realSteps } from './real-steps.ts'

describe.each(BACKENDS)('on %s', (backend) => {
  beforeAll(() => useBackend(backend))

  test('steps that share the largest value share its gradient', () => {
    const states = [[[0.5]], [[0.5]], [[0.1]], [[0.9]]] // [length, batch, units]
    const gradient = tf.tidy(() =>
      tf
        .grad((x: tf.Tensor) => tf.sum(poolMax(x as tf.Tensor3D, realSteps(Int32Array.of(3), 4))))(
          tf.tensor3d(states),
        )
        .arraySync(),
    )
    expect(gradient).toEqual([[[0.5]], [[0.5]], [[0]], [[0]]])
  })

  test('states of any size are compared, those of padding are not', () => {
    const states = [
      [[-2e9], [5], [-3e38]],
      [[-3e9], [7], [9]],
    ] // [length, batch, units]
    const largest = tf.tidy(() =>
      poolMax(tf.tensor3d(states), realSteps(Int32Array.of(2, 1, 0), 2)).arraySync(),
    )
    expectClose(largest.flat(), [Math.fround(-2e9), 5, 0], 0)
  })
})
