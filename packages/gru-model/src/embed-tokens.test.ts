import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, test } from 'vitest'
import { embedTokens } from './embed-tokens.ts'
import { type RowGradients, rowGradients, touchedRows } from './row-gradients.ts'
import { BACKENDS, useBackend } from './testing/backends.ts'

const table = [
  [9, 9],
  [1, 2],
  [3, 4],
  [5, 6],
]

describe.each(BACKENDS)('on %s', (backend) => {
  beforeAll(() => useBackend(backend))

  test('rows are those of the table, and the gradient is theirs, without the padding row', () => {
    const gradients = rowGradients(0)
    const { rows, gradient } = tf.tidy(() => {
      const ids = Int32Array.of(0, 2, 3)
      const rows = embedTokens(tf.tensor2d(table), ids, gradients).arraySync()
      return { rows, gradient: gradientOf(ids, 1, gradients).arraySync() } as never
    }) as { rows: number[][]; gradient: number[][] }
    expect(rows).toEqual([table[0], table[2], table[3]])
    expect(gradient).toEqual([
      [0, 0],
      [0, 0],
      [3, 4],
      [5, 6],
    ])
    gradients.dispose()
  })

  test('a later gradient has only its own rows, and leaves one that is still in use alone', () => {
    const gradients = rowGradients(0)
    const before = tf.memory().numTensors
    const first = gradientOf(Int32Array.of(1, 2), 1, gradients)
    expect(first.arraySync()).toEqual([
      [0, 0],
      [1, 2],
      [3, 4],
      [0, 0],
    ])
    const clone = first.clone()
    first.dispose()
    const second = gradientOf(Int32Array.of(2, 3), 2, gradients)
    expect(clone.arraySync()).toEqual([
      [0, 0],
      [1, 2],
      [3, 4],
      [0, 0],
    ])
    expect(second.arraySync()).toEqual([
      [0, 0],
      [0, 0],
      [2, 4],
      [6, 8],
    ])
    expect(Array.from(touchedRows(second)!)).toEqual([2, 3])
    tf.dispose([clone, second])
    const third = gradientOf(Int32Array.of(1), 1, gradients)
    expect(third.arraySync()).toEqual([
      [0, 0],
      [1, 2],
      [0, 0],
      [0, 0],
    ])
    gradients.dispose()
    expect(third.arraySync()).toEqual([
      [0, 0],
      [1, 2],
      [0, 0],
      [0, 0],
    ])
    third.dispose()
    expect(tf.memory().numTensors).toBe(before)
  })

  test('what was computed from a gradient touches any row', () => {
    const gradients = rowGradients(0)
    tf.tidy(() => {
      const gradient = gradientOf(Int32Array.of(1), 1, gradients)
      expect(touchedRows(gradient)).toBeDefined()
      expect(touchedRows(tf.add(gradient, 1))).toBeUndefined()
    })
    gradients.dispose()
  })
})

/** Gradient of a sum in which the rows `ids` weigh `scale` times [1, 2], [3, 4] and so on. */
function gradientOf(ids: Int32Array, scale: number, gradients: RowGradients): tf.Tensor2D {
  return tf.tidy(() => {
    const weights = Array.from({ length: 2 * ids.length }, (_, i) => scale * (i + 1))
    const weighting = tf.tensor2d(weights, [ids.length, 2])
    const loss = (t: tf.Tensor) => tf.sum(tf.mul(embedTokens(t as tf.Tensor2D, ids, gradients), weighting))
    return tf.grad(loss)(tf.tensor2d(table)) as tf.Tensor2D
  })
}
