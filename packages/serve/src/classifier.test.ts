import { padBatch, type ServableBundle } from '@textgate/core'
import { encodeModel } from '@textgate/onnx-export'
import { loadTokenizer } from '@textgate/tokenizer'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Classifier, type LoadClassifierOptions, loadClassifier } from './classifier.ts'
import { openSession } from './engine/onnx-session.ts'
import { SAMPLE_LABELS, sampleBundle } from './test/sample-bundle.ts'
import { sampleTexts } from './test/sample-texts.ts'

describe('classify', () => {
  let bundle: ServableBundle
  let classifier: Classifier

  beforeAll(async () => {
    bundle = await sampleBundle()
    classifier = await loadClassifier(bundle)
  })
  afterAll(() => classifier.close())

  test('many texts of shuffled lengths answer like each text alone in the bare session', async () => {
    const texts = sampleTexts(300)
    const tokenizer = loadTokenizer(bundle.tokenizerJson)
    const session = await openSession(bundle.onnx, { classes: SAMPLE_LABELS.length, threads: 1 })
    const predictions = await classifier.classify(texts)
    expect(predictions).toHaveLength(texts.length)
    for (const [i, text] of texts.entries()) {
      const alone = await session.predict(padBatch([tokenizer.encodeIds(text)]))
      SAMPLE_LABELS.forEach((label, c) => {
        const own = predictions[i]?.probabilities
        const value = own && Object.entries(own).find(([name]) => name === label)?.[1]
        expect(Math.abs((value as number) - (alone[c] as number))).toBeLessThan(1e-6)
      })
    }
    await session.close()
  })

  test('the order of the texts changes no answer', async () => {
    const texts = sampleTexts(80, 60, 2)
    const forward = await classifier.classify(texts)
    const backward = await classifier.classify([...texts].reverse())
    expect(backward.reverse().map(({ label }) => label)).toEqual(forward.map(({ label }) => label))
  })

  test('the answers differ from text to text, so the checks here can fail', async () => {
    const labels = new Set((await classifier.classify(sampleTexts(200))).map(({ label }) => label))
    expect(labels.size).toBeGreaterThan(1)
  })

  test('no text gives no prediction', async () => {
    expect(await classifier.classify([])).toEqual([])
  })

  test('an empty text, a text of spaces and lone surrogates are answered', async () => {
    const predictions = await classifier.classify(['', '   ', '\ud800', '\0'])
    expect(predictions).toHaveLength(4)
    for (const { probabilities } of predictions) {
      expect(Object.values(probabilities).reduce((a, b) => a + b)).toBeCloseTo(1, 5)
    }
  })

  test('ids of the tokenizer are answered as their texts are', async () => {
    const texts = sampleTexts(20)
    const { encodeIds } = loadTokenizer(bundle.tokenizerJson)
    const predictions = await classifier.classify(texts)
    const answers = await classifier.predict(padBatch(texts.map((text) => encodeIds(text))))
    predictions.forEach(({ probabilities }, row) => {
      SAMPLE_LABELS.forEach((label, c) => {
        const answer = answers[row * SAMPLE_LABELS.length + c] as number
        expect(Math.abs((probabilities[label] as number) - answer)).toBeLessThan(1e-6)
      })
    })
  })

  test('top k lists the best labels alone', async () => {
    const [prediction] = await classifier.classify(['where is my order'], { topK: 2 })
    const entries = Object.entries(prediction?.probabilities ?? {})
    expect(entries).toHaveLength(2)
    expect(entries[0]).toEqual([prediction?.label, prediction?.probability])
  })

  test.each([
    ['one string', 'text' as unknown as string[], {}],
    ['a number among texts', ['a', 3 as unknown as string], {}],
    ['top k of 0', ['a'], { topK: 0 }],
    ['top k of 1.5', ['a'], { topK: 1.5 }],
  ])('%s is refused', async (_name, texts, options) => {
    await expect(classifier.classify(texts, options)).rejects.toMatchObject({ code: 'REQUEST_INVALID' })
  })
})

describe('unsure texts', () => {
  const unknown = { below: 0.6, wantedPrecision: 0.9, coverage: 0.5, precision: 0.9 }
  const texts = sampleTexts(100)
  const labelsWith = async (options: LoadClassifierOptions) => {
    const classifier = await loadClassifier(await sampleBundle({ answers: { unknown } }), options)
    const predictions = await classifier.classify(texts)
    await classifier.close()
    return predictions
  }

  test('are unknown below the probability of the bundle, and keep their probabilities', async () => {
    const predictions = await labelsWith({})
    for (const { label, probability, probabilities } of predictions) {
      expect(label === null).toBe(probability < 0.6)
      expect(Object.values(probabilities)[0]).toBe(probability)
    }
    expect(new Set(predictions.map(({ label }) => label === null)).size).toBe(2)
  })

  test('are answered where the caller wants every answer, and more are unknown where he wants surer ones', async () => {
    expect((await labelsWith({ unknownBelow: 0 })).every(({ label }) => label !== null)).toBe(true)
    const count = async (unknownBelow: number) =>
      (await labelsWith({ unknownBelow })).filter(({ label }) => label === null).length
    expect(await count(0.8)).toBeGreaterThan(await count(0.6))
  })
})

test('head multi answers the labels that reach their thresholds, and none where none does', async () => {
  const labels = ['billing', '退款', 'other']
  const texts = sampleTexts(100)
  const answersWith = async (thresholds: number[]) => {
    const classifier = await loadClassifier(
      await sampleBundle({ labels, head: 'multi', answers: { thresholds } }),
    )
    const predictions = await classifier.classify(texts)
    await classifier.close()
    return predictions
  }
  const thresholds = [0.3, 0.5, 0.7]
  const predictions = await answersWith(thresholds)
  for (const prediction of predictions) {
    const reached = labels.filter((label, i) => prediction.probabilities[label]! >= thresholds[i]!)
    expect(new Set(prediction.labels)).toEqual(new Set(reached))
    expect(prediction.label).toBe(prediction.labels?.[0] ?? null)
  }
  expect(new Set(predictions.map((one) => one.labels?.length)).size).toBeGreaterThan(2)
  for (const { label, labels: none } of await answersWith([1, 1, 1])) {
    expect({ label, none }).toEqual({ label: null, none: [] })
  }
})

describe('loading', () => {
  test('threads and batch size change no label', async () => {
    const bundle = await sampleBundle()
    const texts = sampleTexts(50)
    const answers: (string | null)[][] = []
    for (const options of [{}, { threads: 2 }, { maxBatch: 1 }]) {
      const classifier = await loadClassifier(bundle, options)
      answers.push((await classifier.classify(texts)).map(({ label }) => label))
      await classifier.close()
    }
    expect(answers[1]).toEqual(answers[0])
    expect(answers[2]).toEqual(answers[0])
  })

  test.each([{ threads: 0 }, { maxBatch: 2.5 }, { unknownBelow: -0.1 }])('%j is refused', async (options) => {
    await expect(loadClassifier(await sampleBundle(), options)).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
    })
  })

  test.each<[string, string, (bundle: ServableBundle) => Promise<ServableBundle>]>([
    ['a model that is no ONNX', 'MODEL_FAILED', async (b) => ({ ...b, onnx: new Uint8Array([1, 2, 3]) })],
    [
      'a model cut in half',
      'MODEL_FAILED',
      async (b) => ({ ...b, onnx: b.onnx.subarray(0, b.onnx.length / 2) }),
    ],
    ['an empty graph', 'BUNDLE_FILE_TAMPERED', async (b) => ({ ...b, onnx: emptyModel([]) })],
    [
      'a model of another tokenizer',
      'BUNDLE_FILE_TAMPERED',
      async (b) => ({ ...b, onnx: (await sampleBundle({ tokenizer: { lowercase: false } })).onnx }),
    ],
    [
      'a tokenizer of another bundle',
      'BUNDLE_FILE_TAMPERED',
      async (b) => ({
        ...b,
        tokenizerJson: (await sampleBundle({ tokenizer: { maxLength: 5 } })).tokenizerJson,
      }),
    ],
    [
      'labels of another model',
      'BUNDLE_FILE_TAMPERED',
      async (b) => ({ ...b, manifest: { ...b.manifest, labels: [...b.manifest.labels].reverse() } }),
    ],
    [
      'the right metadata on a model without inputs',
      'MODEL_FAILED',
      async (b) => ({
        ...b,
        onnx: emptyModel([
          ['textgate.tokenizer_fingerprint', b.manifest.tokenizerFingerprint],
          ['textgate.labels', JSON.stringify(b.manifest.labels)],
        ]),
      }),
    ],
  ])('%s is refused with %s', async (_name, code, change) => {
    const bundle = await change(await sampleBundle())
    await expect(loadClassifier(bundle)).rejects.toMatchObject({ code })
  })

  test('a bundle that segments Chinese words loads its segmenter by itself', async () => {
    const classifier = await loadClassifier(await sampleBundle({ tokenizer: { chinese: 'jieba' } }))
    expect(await classifier.classify(['我要退款', 'refund'])).toHaveLength(2)
    await classifier.close()
  })

  test('closing answers what is under way and refuses what comes after; closing twice is closing once', async () => {
    const classifier = await loadClassifier(await sampleBundle())
    const answer = classifier.classify(sampleTexts(100))
    await Promise.all([classifier.close(), classifier.close()])
    expect(await answer).toHaveLength(100)
    await expect(classifier.classify(['late'])).rejects.toMatchObject({ code: 'SERVER_CLOSING' })
    await expect(classifier.predict(padBatch([[2]]))).rejects.toMatchObject({ code: 'SERVER_CLOSING' })
  })
})

function emptyModel(metadata: readonly (readonly [string, string])[]): Uint8Array {
  return encodeModel({
    name: 'empty',
    description: '',
    irVersion: 8,
    opset: 17,
    producer: { name: 'test', version: '0' },
    metadata,
    inputs: [],
    outputs: [{ name: 'constant', type: 'float', shape: [1] }],
    nodes: [{ name: 'n', operator: 'Identity', inputs: ['one'], outputs: ['constant'], attributes: {} }],
    initializers: [{ name: 'one', type: 'float', shape: [1], data: new Float32Array([1]) }],
  })
}
