import { randomGenerator } from '@textgate/core'
import { expect, test } from 'vitest'
import { EMBEDDING_DEVIATION, initialWeight } from './initial-weight.ts'

test('embeddings start normal, with a padding row of zeros', () => {
  const values = initialWeight('embedding', [2000, 10], randomGenerator(1))
  expect(values.slice(0, 10)).toEqual(new Float32Array(10))
  const words = values.slice(10)
  const mean = words.reduce((sum, value) => sum + value, 0) / words.length
  const deviation = Math.sqrt(words.reduce((sum, value) => sum + (value - mean) ** 2, 0) / words.length)
  expect(Math.abs(mean)).toBeLessThan(0.005)
  expect(Math.abs(deviation / EMBEDDING_DEVIATION - 1)).toBeLessThan(0.05)
})

test('each gate of a recurrent kernel starts orthogonal', () => {
  const size = 7
  const values = initialWeight('gru.0.forward.recurrent', [size, 3 * size], randomGenerator(2))
  const at = (row: number, gate: number, column: number) => values[row * 3 * size + gate * size + column]!
  for (let gate = 0; gate < 3; gate++) {
    for (let a = 0; a < size; a++) {
      for (let b = 0; b < size; b++) {
        let product = 0
        for (let i = 0; i < size; i++) product += at(i, gate, a) * at(i, gate, b)
        expect(product).toBeCloseTo(a === b ? 1 : 0, 5)
      }
    }
  }
})

test('each gate of an input kernel starts within the limits of Glorot and fills them', () => {
  const values = initialWeight('gru.0.forward.kernel', [50, 3 * 40], randomGenerator(3))
  const limit = Math.sqrt(6 / (50 + 40))
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  expect(largest).toBeLessThanOrEqual(limit)
  expect(largest).toBeGreaterThan(0.99 * limit)
})

test('biases start at zero', () => {
  expect(initialWeight('gru.0.forward.bias', [6], randomGenerator(4))).toEqual(new Float32Array(6))
})
