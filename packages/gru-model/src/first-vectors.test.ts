import { parseModelConfig, randomGenerator } from '@textgate/core'
import { beforeAll, describe, expect, test } from 'vitest'
import type { FirstVectors } from './first-vectors.ts'
import { BACKENDS, useBackend } from './testing/backends.ts'
import { createTextClassifier } from './text-classifier.ts'

const ROWS = 400
const WIDTH = 20
const config = parseModelConfig({ embeddingSize: WIDTH, hiddenSize: 4, ngramBuckets: 1024 })
const random = randomGenerator('vectors')
/** Every other id has a vector, of deviation 0.4; also, against the rules, the padding. */
const found = Uint8Array.from({ length: ROWS }, (_, id) => Number(id % 2 === 0))
const values = Float32Array.from({ length: ROWS * WIDTH }, (_, i) =>
  found[Math.floor(i / WIDTH)] ? 0.4 * random.normal() : 0,
)

function newModel(vectors?: FirstVectors) {
  const sizes = { vocabularySize: ROWS, classes: 2 }
  return createTextClassifier(config, { ...sizes, random: randomGenerator(1), vectors })
}

describe.each(BACKENDS)('on %s', (backend) => {
  beforeAll(() => useBackend(backend))

  test('an embedding begins with the vectors, and with random rows of the same spread where there are none', () => {
    const [plain, model] = [newModel(), newModel({ values, found, trainable: true })]
    const first = plain.variables.get('embedding')!.dataSync()
    const embedding = model.variables.get('embedding')!.dataSync()
    expect(embedding.subarray(0, WIDTH).every((value) => value === 0)).toBe(true)
    for (let id = 2; id < ROWS; id += 2) {
      expect(embedding.slice(id * WIDTH, (id + 1) * WIDTH)).toEqual(
        values.slice(id * WIDTH, (id + 1) * WIDTH),
      )
    }
    const ratios = [1, 3, 399].map((id) => embedding[id * WIDTH]! / first[id * WIDTH]!)
    for (const ratio of ratios) {
      expect(ratio).toBeCloseTo(ratios[0]!, 4)
      expect(ratio).toBeGreaterThan(3.8)
      expect(ratio).toBeLessThan(4.2)
    }
    plain.dispose()
    model.dispose()
  })

  test('the other weights are those of a model without vectors, and all can be trained unless frozen', () => {
    const models = [
      newModel(),
      newModel({ values, found, trainable: true }),
      newModel({ values, found, trainable: false }),
    ]
    const [plain, trained, frozen] = models as [(typeof models)[0], (typeof models)[0], (typeof models)[0]]
    for (const [name, variable] of plain.variables) {
      expect(variable.trainable).toBe(name !== 'ngrams.idf')
      expect(trained.variables.get(name)!.trainable).toBe(variable.trainable)
      expect(frozen.variables.get(name)!.trainable).toBe(variable.trainable && name !== 'embedding')
      if (name !== 'embedding') expect(frozen.variables.get(name)!.dataSync()).toEqual(variable.dataSync())
    }
    for (const model of models) model.dispose()
  })

  test('vectors that are all the same leave the random rows as they are', () => {
    const model = newModel({ values: new Float32Array(ROWS * WIDTH), found, trainable: true })
    const plain = newModel()
    const row = (of: typeof model) =>
      of.variables
        .get('embedding')!
        .dataSync()
        .slice(WIDTH, 2 * WIDTH)
    expect(row(model)).toEqual(row(plain))
    plain.dispose()
    model.dispose()
  })

  test('vectors of another vocabulary or size are refused', () => {
    expect(() => newModel({ values, found: found.subarray(1), trainable: true })).toThrow(
      /399 tokens.*\[400, 20\]/,
    )
    expect(() => newModel({ values: values.subarray(20), found, trainable: true })).toThrow(RangeError)
  })
})
