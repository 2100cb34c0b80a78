import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseModelConfig, parseTrainingConfig, randomGenerator, TextgateError } from '@textgate/core'
import { createTextClassifier, readWeights } from '@textgate/gru-model'
import { prepareBackend } from '@textgate/tfjs-runtime'
import { type EncodedExamples, type TrainableModel, train } from '@textgate/trainer'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const VOCABULARY = 501
const LABELS = ['a', 'b', 'c']
const SETTINGS = { epochs: 3, batchSize: 16, patience: 0, checkpointSeconds: 1000, learningRate: 0.01 }
const STEPS_AN_EPOCH = Math.ceil(250 / SETTINGS.batchSize)
const folder = mkdtempSync(join(tmpdir(), 'textgate-on-kernels-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Rows of 0 to 30 tokens; low ids occur often, most others never. */
function randomExamples(size: number): EncodedExamples {
  const random = randomGenerator(`examples ${size}`)
  const offsets = new Int32Array(size + 1)
  for (let row = 0; row < size; row++) offsets[row + 1] = offsets[row]! + random.integer(31)
  const ids = Int32Array.from({ length: offsets[size]! }, () =>
    random.integer(1 + random.integer(VOCABULARY)),
  )
  return { size, ids, offsets, labels: Int32Array.from({ length: size }, () => random.integer(3)) }
}

const examples = { train: randomExamples(250), dev: randomExamples(60) }

describe.each(['wasm', 'cpu'] as const)('training on kernels, on %s', (prefer) => {
  beforeAll(() => prepareBackend({ prefer }))

  interface Way {
    readonly network: Record<string, unknown>
    readonly training?: Record<string, unknown>
    /** Changes how the model is trained. */
    readonly change?: (model: TrainableModel, abort: AbortController) => Partial<TrainableModel>
    readonly checkpointFolder?: string
  }

  async function run({ network, training, change, checkpointFolder }: Way) {
    const model = createTextClassifier(parseModelConfig(network), {
      ...{ vocabularySize: VOCABULARY, classes: LABELS.length, random: randomGenerator(1) },
    })
    const abort = new AbortController()
    let reason = ''
    for await (const event of train({
      ...examples,
      ...{ model: { ...model, ...change?.(model, abort) }, labels: LABELS, signal: abort.signal },
      config: parseTrainingConfig({ ...SETTINGS, ...training }),
      ...(checkpointFolder ? { checkpointFolder, resume: true } : {}),
    })) {
      if (event.type === 'done') reason = event.result.reason
    }
    const weights = await readWeights(model)
    model.dispose()
    return { weights, reason }
  }

  const small = { embeddingSize: 20, hiddenSize: 8 }
  const cases: (Pick<Way, 'network' | 'training'> & { readonly name: string })[] = [
    { name: 'the default network, but small', network: { ...small, ngramBuckets: 4096 } },
    {
      name: 'trigrams, narrow embeddings, no averages',
      network: { embeddingSize: 9, hiddenSize: 12, ngrams: 3, ngramBuckets: 1024 },
      training: { averageDecay: 0 },
    },
    {
      name: 'two layers in one direction, single tokens',
      network: { ...small, layers: 2, ngrams: 1, bidirectional: false, pooling: 'last' },
    },
    { name: 'any number of labels', network: { ...small, head: 'multi', ngramBuckets: 1024 } },
    { name: 'labels of an order', network: { ...small, head: 'ordinal', ngramBuckets: 1024 } },
    {
      name: 'every pooling, attention with two heads',
      network: {
        ...small,
        pooling: 'last-max-mean-attention',
        attentionHeads: 2,
        attentionSize: 6,
        ngrams: 0,
      },
    },
    { name: 'no n-grams', network: { ...small, ngrams: 0, pooling: 'mean' } },
    { name: 'LSTM', network: { ...small, encoder: 'lstm', ngramBuckets: 4096 } },
    { name: 'simple RNN', network: { ...small, encoder: 'rnn', ngrams: 0 } },
    { name: 'convolutions', network: { ...small, encoder: 'cnn', filterWidths: [2, 5], ngramBuckets: 4096 } },
    {
      name: 'texts in windows',
      network: {
        ...{ ...small, pooling: 'max-mean-attention', ngramBuckets: 1024 },
        ...{ longText: 'windows', windowLength: 8, windowOverlap: 3 },
      },
      training: { batchTokens: 200 },
    },
    {
      name: 'texts in windows that a second GRU reads',
      network: {
        ...{ ...small, encoder: 'cnn', pooling: 'max-attention', ngrams: 0 },
        ...{ longText: 'hierarchical', windowLength: 8, windowOverlap: 3 },
      },
    },
    { name: 'n-grams alone', network: { encoder: 'linear', ngramBuckets: 4096 } },
  ]

  test.each(cases)(
    '$network: the weights are those of training with the tensors of tfjs, to the bit',
    async (one) => {
      const tensors = await run({ ...one, change: () => ({ onKernels: () => undefined }) })
      expect(await run(one)).toEqual(tensors)
    },
  )

  test.each(cases.slice(0, 2))(
    '$name: a run that is stopped and resumed again and again has the bits of one that is not',
    async (one) => {
      const whole = await run(one)
      const stops = randomGenerator('stops')
      const checkpointFolder = mkdtempSync(join(folder, 'run-'))
      let runs = 0
      let stopped: typeof whole
      do {
        let steps = 3 + stops.integer(20)
        stopped = await run({
          ...{ ...one, checkpointFolder },
          change: (model, abort) => ({
            onKernels: () => {
              const { kernels, step } = model.onKernels!()!
              const counted: typeof step = (...of) => {
                if (--steps === 0) abort.abort()
                step(...of)
              }
              return { kernels, step: counted }
            },
          }),
        })
        runs++
      } while (stopped.reason === 'aborted' && runs < 50)
      expect(runs).toBeGreaterThan(2)
      expect(stopped).toEqual(whole)
    },
  )

  test.each(['KERNEL_WORKER_LOST', 'KERNEL_MEMORY_EXHAUSTED'] as const)(
    'a step that ends with %s ends the run with it, and the last checkpoint leads to the same bits',
    async (code) => {
      const one = cases[0]!
      const checkpointFolder = mkdtempSync(join(folder, 'failed-'))
      let steps = 0
      const failing: Way['change'] = (model) => ({
        onKernels: () => {
          const { kernels, step } = model.onKernels!()!
          const failsLate: typeof step = (batch, input) => {
            step(batch, input)
            if (++steps === STEPS_AN_EPOCH + 7) throw new TextgateError(code, 'as the kernels throw it')
          }
          return { kernels, step: failsLate }
        },
      })
      await expect(run({ ...one, checkpointFolder, change: failing })).rejects.toMatchObject({ code })
      expect(await run({ ...one, checkpointFolder })).toEqual(await run(one))
    },
  )
})
