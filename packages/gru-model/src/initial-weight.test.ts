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

test.each([
  ['gru', 3],
  ['lstm', 4],
  ['rnn', 1],
  ['document.gru', 3],
])('each gate of a recurrent kernel of %s starts orthogonal', (cell, gates) => {
  const size = 7
  const values = initialWeight(`${cell}.0.forward.recurrent`, [size, gates * size], randomGenerator(2))
  const at = (row: number, gate: number, column: number) => values[row * gates * size + gate * size + column]!
  for (let gate = 0; gate < gates; gate++) {
    for (let a = 0; a < size; a++) {
      for (let b = 0; b < size; b++) {
        let product = 0
        for (let i = 0; i < size; i++) product += at(i, gate, a) * at(i, gate, b)
        expect(product).toBeCloseTo(a === b ? 1 : 0, 5)
      }
    }
  }
})

test.each([
  ['gru.0.forward.kernel', [50, 3 * 40], 50 + 40],
  ['lstm.0.forward.kernel', [50, 4 * 40], 50 + 40],
  ['rnn.0.forward.kernel', [50, 40], 50 + 40],
  ['document.gru.0.backward.kernel', [50, 3 * 40], 50 + 40],
  ['cnn.5.kernel', [5, 50, 40], 5 * (50 + 40)],
  ['head.kernel', [500, 9], 500 + 9],
])('%s starts within the limits of Glorot, of each gate by itself, and fills them', (name, shape, fans) => {
  const values = initialWeight(name, shape, randomGenerator(3))
  const limit = Math.sqrt(6 / fans)
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  expect(largest).toBeLessThanOrEqual(limit)
  expect(largest).toBeGreaterThan(0.99 * limit)
})

test('biases start at zero, but for the forget gate of an LSTM, which starts open', () => {
  for (const name of ['gru.0.forward.bias', 'cnn.3.bias', 'lstm.0.forward.recurrentBias', 'ngrams.bias']) {
    expect(initialWeight(name, [8], randomGenerator(4))).toEqual(new Float32Array(8))
  }
  const forget = initialWeight('lstm.1.backward.bias', [8], randomGenerator(4))
  expect([...forget]).toEqual([0, 0, 1, 1, 0, 0, 0, 0])
})
