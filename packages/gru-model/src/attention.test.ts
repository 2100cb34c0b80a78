import * as tf from '@tensorflow/tfjs'
import { type Batch, padBatch, parseModelConfig, randomGenerator } from '@textgate/core'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { tfjsKernel } from './kernels/tfjs-kernel.ts'
import { BACKENDS, useBackend } from './testing/backends.ts'
import { expectClose } from './testing/expect-close.ts'
import { randomizeWeights } from './testing/randomize-weights.ts'
import { createTextClassifier, type TextClassifier } from './text-classifier.ts'

const HEADS = 3
const sizes = { vocabularySize: 30, classes: 3 }
const pooling = { pooling: 'max-attention', attentionHeads: HEADS, attentionSize: 4 }
const runs = BACKENDS.flatMap((backend) => [
  { backend, encoder: 'gru', layers: 2 } as const,
  { backend, encoder: 'cnn', layers: 1 } as const,
])
const rowsArbitrary = fc.array(fc.array(fc.integer({ min: 1, max: 29 }), { maxLength: 8 }), {
  minLength: 1,
  maxLength: 6,
})

describe.each(runs)('the attention of $encoder on $backend', ({ backend, ...network }) => {
  const config = parseModelConfig({ embeddingSize: 6, hiddenSize: 5, ngrams: 2, ...network, ...pooling })
  let model: TextClassifier
  beforeAll(async () => {
    await useBackend(backend)
    model = createTextClassifier(config, { ...sizes, random: randomGenerator(1) })
    randomizeWeights(model, randomGenerator(2))
  })
  afterAll(() => model.dispose())

  /** Attention [rows][heads][tokens]. */
  async function attentionOf(batch: Batch, of = model): Promise<number[][][]> {
    const flat = await of.attention(batch)
    expect(flat).toHaveLength(batch.size * HEADS * batch.length)
    return Array.from({ length: batch.size }, (_, row) =>
      Array.from({ length: HEADS }, (_, k) => {
        const start = (row * HEADS + k) * batch.length
        return [...flat.subarray(start, start + batch.length)]
      }),
    )
  }

  test('sums to 1 over the tokens of a row and is 0 at padding', async () => {
    await fc.assert(
      fc.asyncProperty(rowsArbitrary, fc.integer({ min: 0, max: 4 }), async (rows, extra) => {
        const batch = padBatch(rows, 1 + extra + Math.max(...rows.map((row) => row.length)))
        const attention = await attentionOf(batch)
        for (const [row, heads] of attention.entries()) {
          for (const shares of heads) {
            const length = rows[row]!.length
            expect(shares.slice(length).every((share) => share === 0)).toBe(true)
            const sum = shares.reduce((total, share) => total + share, 0)
            expect(sum).toBeCloseTo(length === 0 ? 0 : 1, 5)
          }
        }
      }),
      { seed: 1, numRuns: 15 },
    )
  })

  test('of a row does not depend on padding and other rows, and goes with it where rows change places', async () => {
    await fc.assert(
      fc.asyncProperty(rowsArbitrary, fc.integer({ min: 0, max: 4 }), async (rows, extra) => {
        const together = await attentionOf(padBatch(rows, extra))
        const reversed = (await attentionOf(padBatch(rows.toReversed()))).reverse()
        for (const [row, ids] of rows.entries()) {
          const alone = (await attentionOf(padBatch([ids])))[0]!
          for (let k = 0; k < HEADS; k++) {
            const expected = alone[k]!.slice(0, ids.length)
            expectClose(together[row]![k]!.slice(0, ids.length), expected, 1e-6)
            expectClose(reversed[row]![k]!.slice(0, ids.length), expected, 1e-6)
          }
        }
      }),
      { seed: 2, numRuns: 10 },
    )
  })

  test('is that of plain tfjs operations', async () => {
    const plain = createTextClassifier(config, { ...sizes, random: randomGenerator(1), kernel: tfjsKernel })
    randomizeWeights(plain, randomGenerator(2))
    const batch = padBatch([[3, 4, 5, 6], [], [7, 7]])
    expectClose((await attentionOf(batch)).flat(2), (await attentionOf(batch, plain)).flat(2), 1e-6)
    plain.dispose()
  })

  test('is zeros where all texts are empty, keeps no tensor and refuses foreign ids', async () => {
    const before = tf.memory().numTensors
    expect((await attentionOf(padBatch([[], []], 3))).flat(2)).toEqual(new Array(2 * HEADS * 3).fill(0))
    await attentionOf(padBatch([[3, 4], [5]]))
    expect(tf.memory().numTensors).toBe(before)
    await expect(model.attention(padBatch([[30]]))).rejects.toThrow(RangeError)
  })
})

test.each([
  ['model.pooling', { pooling: 'max' }],
  ['model.encoder', { encoder: 'linear', pooling: 'attention' }],
])('a classifier without attention because of its %s is asked in vain, and says so', async (key, network) => {
  await useBackend('cpu')
  const config = parseModelConfig({ ngramBuckets: 1024, ...network })
  const model = createTextClassifier(config, { ...sizes, random: randomGenerator(1) })
  const refused = { code: 'ATTENTION_MISSING', details: { key } }
  await expect(model.attention(padBatch([[3]]))).rejects.toMatchObject(refused)
  model.dispose()
})
