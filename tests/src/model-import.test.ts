import { spawnSync } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { padBatch, randomGenerator } from '@textgate/core'
import { createTextClassifier, loadWeights } from '@textgate/gru-model'
import { type ImportedNetwork, importKeras, importTorch } from '@textgate/model-import'
import { prepareBackend } from '@textgate/tfjs-runtime'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { missingPeers, peerPython } from './support/peer-python.ts'

const CELLS = ['gru', 'lstm', 'rnn'] as const
const random = randomGenerator('texts of peers')
const VOCABULARY = 19
const ids = [1, 2, 3, 9, 17].map((length) => Array.from({ length }, () => 1 + random.integer(VOCABULARY - 1)))

interface Spec {
  readonly library: 'torch' | 'keras'
  readonly cell: (typeof CELLS)[number]
  readonly both: boolean
  readonly layers: number
  readonly pooling: 'last' | 'max' | 'mean' | 'max-mean'
  readonly head: 'single' | 'multi'
  readonly outputs: number
  readonly bias: boolean
  readonly functional: boolean
}

const COMMON = { head: 'single', outputs: 3, bias: true, functional: false } as const

/** All cells in one direction and both, with one layer and several, by every pooling; then the rest of a network. */
function specsOf(library: Spec['library'], poolings: readonly Spec['pooling'][]): Spec[] {
  const networks = CELLS.flatMap((cell) =>
    [false, true].flatMap((both) =>
      poolings.map((pooling, i) => ({ ...COMMON, library, cell, both, pooling, layers: 1 + (i % 3) })),
    ),
  )
  const other = { ...COMMON, library, cell: 'gru', both: true, pooling: 'last', layers: 2 } as const
  return [
    ...networks,
    { ...other, head: 'multi' },
    { ...other, outputs: 1 },
    { ...other, bias: false },
    { ...other, cell: 'lstm', bias: false, functional: true },
  ]
}

const specs = [
  ...specsOf('torch', ['last', 'max', 'mean', 'max-mean']),
  ...specsOf('keras', ['last', 'max', 'mean']),
]
const missing = missingPeers(['torch', 'safetensors', 'keras', 'h5py'])
if (missing !== undefined) console.log(`torch and Keras are not compared: ${missing}`)

describe.skipIf(missing !== undefined)('an imported network answers like', () => {
  let folder: string
  let answers: number[][][]

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'textgate-peers-'))
    await prepareBackend({ prefer: 'cpu' })
    const input = {
      ids,
      specs: specs.map((spec, seed) => ({
        ...{ ...spec, seed, vocabulary: VOCABULARY, size: 5, hidden: 4 },
        path: join(folder, String(seed)),
      })),
    }
    const script = join(import.meta.dirname, 'support/peer-classifiers.py')
    const { status, stdout, stderr } = spawnSync(peerPython, [script], {
      ...{ input: JSON.stringify(input), encoding: 'utf8', maxBuffer: 2 ** 26 },
    })
    if (status !== 0) throw new Error(stderr)
    answers = JSON.parse(stdout.trimEnd().split('\n').at(-1) as string)
  })

  afterAll(() => rm(folder, { recursive: true, force: true }))

  const read = (seed: number, ending: string) => readFile(join(folder, `${seed}.${ending}`))

  test.each(specs.map((spec, seed) => ({ ...spec, seed })))(
    '$library: $layers $cell, both directions $both, $pooling, $head, $outputs outputs, bias $bias',
    async ({ library, seed, pooling, head }) => {
      const options = { pooling, head }
      const networks =
        library === 'torch'
          ? [importTorch(await read(seed, 'safetensors'), options)]
          : [
              await importKeras(await read(seed, 'keras')),
              await importKeras(await read(seed, 'weights.h5'), options),
            ]
      for (const network of networks) {
        const probabilities = await answersOf(network)
        const expected = answers[seed]!.flat()
        expect(probabilities).toHaveLength(expected.length)
        expected.forEach((probability, i) => {
          expect(Math.abs(probability - probabilities[i]!)).toBeLessThan(1e-5)
        })
      }
    },
  )
})

/** What the tfjs model answers to the texts in one padded batch. */
async function answersOf({
  config,
  weights,
  vocabularySize,
  classes,
}: ImportedNetwork): Promise<Float32Array> {
  const model = createTextClassifier(config, { vocabularySize, classes, random: randomGenerator(1) })
  loadWeights(model, weights)
  try {
    return await model.predict(padBatch(ids.map((row) => Int32Array.from(row))))
  } finally {
    model.dispose()
  }
}
