import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type NamedWeights, parseConfig, randomGenerator } from '@textgate/core'
import { createTextClassifier, readWeights } from '@textgate/gru-model'
import { exportOnnx } from '@textgate/onnx-export'
import { prepareBackend } from '@textgate/tfjs-runtime'
import { type TextgateTokenizer, trainTokenizer } from '@textgate/tokenizer'
import {
  type EncodedExamples,
  encodeExamples,
  rowIds,
  type TrainableModel,
  toBundle,
  train,
} from '@textgate/trainer'
import { readVectors, type WordVectors } from '@textgate/trainer/data'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const SIZE = 12
const LABELS = ['fruit', 'tool']
const WORDS = ['apple', 'pear', 'plum', 'hammer', 'saw', 'drill', 'red', 'old', 'the', 'my', '李子']
const folder = mkdtempSync(join(tmpdir(), 'textgate-frozen-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const random = randomGenerator('frozen vectors')
const rows = Array.from({ length: 160 }, (_, i) => {
  const kind = i % 2
  const noun = WORDS[3 * kind + random.integer(3)]
  return {
    text: `${WORDS[8 + random.integer(3)]} ${WORDS[6 + random.integer(2)]} ${noun}`,
    label: LABELS[kind]!,
  }
})
const config = parseConfig({
  tokenizer: { minFrequency: 1 },
  model: { embeddingSize: SIZE, hiddenSize: 8, ngramBuckets: 1024 },
  training: { epochs: 4, batchSize: 16, learningRate: 0.01, weightDecay: 0.3, patience: 0 },
})

let tokenizer: TextgateTokenizer
let examples: EncodedExamples
let vectors: WordVectors

beforeAll(async () => {
  const file = join(folder, 'words.vec')
  const lines = WORDS.slice(0, 9).map((word) =>
    [word, ...Array.from({ length: SIZE }, () => random.normal())].join(' '),
  )
  writeFileSync(file, `${lines.length} ${SIZE}\n${lines.join('\n')}\n`)
  tokenizer = await trainTokenizer(
    rows.map(({ text }) => text),
    config.tokenizer,
  )
  examples = await encodeExamples(tokenizer, rows, LABELS)
  vectors = await readVectors(file, { tokens: tokenizer, size: SIZE, ids: examples.ids })
})

describe.each(['wasm', 'cpu'] as const)('training with vectors, on %s', (prefer) => {
  beforeAll(() => prepareBackend({ prefer }))

  function newModel(trainable: boolean) {
    const sizes = { vocabularySize: tokenizer.vocabularySize, classes: LABELS.length }
    return createTextClassifier(config.model, {
      ...{ ...sizes, random: randomGenerator(1) },
      vectors: { ...vectors, trainable },
    })
  }

  async function trained(trainable: boolean, change: Partial<TrainableModel> = {}) {
    const model = newModel(trainable)
    const options = { train: examples, dev: examples, labels: LABELS, config: config.training }
    for await (const event of train({ ...options, model: { ...model, ...change } })) {
      if (event.type === 'done') return { model, result: event.result, weights: await readWeights(model) }
    }
    throw new Error('no result')
  }

  test('frozen ones keep their bits, rows without a vector too, and the answers of the export are proved', async () => {
    const first = (await readWeights(newModel(false))).get('embedding')!
    const { model, result, weights } = await trained(false)
    expect(weights.get('embedding')).toEqual(first)
    expect(vectors.coverage).toMatchObject({ found: 9 })
    expect(result.metrics?.accuracy).toBeGreaterThan(0.9)
    const bundle = toBundle({ weights, tokenizer, labels: LABELS, config, result })
    const texts = Array.from({ length: 20 }, (_, row) => rowIds(examples, row))
    const { certificate } = await exportOnnx(bundle, { reference: model, texts })
    expect(certificate.largestDifference).toBeLessThan(1e-5)
  })

  test('steps on kernels and with tensors give the same weights around frozen ones', async () => {
    const onKernels = await trained(false)
    const withTensors = await trained(false, { onKernels: () => undefined })
    expect(onKernels.model.onKernels()).toBeDefined()
    expect(onKernels.weights).toEqual(withTensors.weights)
  })

  test('trainable ones are only where it begins', async () => {
    const first: NamedWeights = await readWeights(newModel(true))
    const { weights } = await trained(true)
    expect(weights.get('embedding')).not.toEqual(first.get('embedding'))
    expect(weights.get('embedding')!.data.subarray(0, SIZE)).toEqual(new Float32Array(SIZE))
  })
})
