import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { parseModelConfig, parseTrainingConfig, randomGenerator } from '@textgate/core'
import { createTextClassifier, readWeights, wasmKernel } from '@textgate/gru-model'
import { createKernels, type Kernels, sharedKernels } from '@textgate/kernels'
import { prepareBackend } from '@textgate/tfjs-runtime'
import { CHECKPOINT_FILE, type EncodedExamples, type TrainingEvent, train } from '@textgate/trainer'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const MIB = 2 ** 20
const LABELS = ['a', 'b', 'c']
const VOCABULARY = 3000
const MODEL = parseModelConfig({ embeddingSize: 32, hiddenSize: 24, ngramBuckets: 4096 })

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

/** Rows of 0 to 60 tokens, the longest of `longest`. */
function randomExamples(size: number, longest = 60): EncodedExamples {
  const random = randomGenerator(`examples ${size}`)
  const lengths = Array.from({ length: size }, (_, row) => (row === size >> 1 ? longest : random.integer(60)))
  const offsets = new Int32Array(size + 1)
  lengths.forEach((length, row) => {
    offsets[row + 1] = offsets[row]! + length
  })
  const ids = Int32Array.from({ length: offsets[size]! }, () => 2 + random.integer(VOCABULARY - 2))
  return { size, ids, offsets, labels: Int32Array.from({ length: size }, () => random.integer(3)) }
}

const newModel = (kernels?: Kernels) =>
  createTextClassifier(MODEL, {
    ...{ vocabularySize: VOCABULARY, classes: LABELS.length, random: randomGenerator(1) },
    ...(kernels ? { kernel: wasmKernel(kernels) } : {}),
  })

const SETTINGS = { epochs: 6, batchSize: 16, patience: 0, checkpointSeconds: 1000 }

describe.each(['wasm', 'cpu'] as const)('training on %s', (prefer) => {
  const kernels = sharedKernels() as Kernels
  let tf: Awaited<ReturnType<typeof prepareBackend>>['tf']
  beforeAll(async () => {
    tf = (await prepareBackend({ prefer })).tf
  })

  /** What is held at the start of each epoch. */
  async function heldByEpoch(examples: EncodedExamples) {
    const model = newModel()
    const held: {
      tensors: number
      bytes: number
      blocks: number
      blockBytes: number
      kernelBytes: number
    }[] = []
    const resident: number[] = []
    for await (const event of train({
      model,
      train: examples,
      labels: LABELS,
      config: parseTrainingConfig(SETTINGS),
    })) {
      if (event.type !== 'epoch') continue
      collectGarbage()
      const { numTensors: tensors, numBytes: bytes } = tf.memory()
      const { blocks, bytesInUse: blockBytes, bytesTotal: kernelBytes } = kernels.memory
      held.push({ tensors, bytes, blocks, blockBytes, kernelBytes })
      resident.push(process.memoryUsage().rss)
    }
    model.dispose()
    return { held, resident }
  }

  test('holds the same tensors, blocks and resident memory in every epoch', async () => {
    const { held, resident } = await heldByEpoch(randomExamples(1600))
    // The first two make room: for the longest batch, and for gradients that are kept from step to step.
    for (const later of held.slice(3)) expect(later).toEqual(held[2])
    expect(Math.max(...resident.slice(3)) - resident[2]!).toBeLessThan(24 * MIB)
  })

  test('on ten times as many texts computes in the same memory', async () => {
    const small = await heldByEpoch(randomExamples(200))
    const large = await heldByEpoch(randomExamples(2000))
    const { blocks, blockBytes } = small.held.at(-1)!
    expect(large.held.at(-1)).toMatchObject({ blocks })
    // What grows is the room for the most distinct tokens that a batch had, never a multiple.
    expect(large.held.at(-1)!.blockBytes).toBeLessThan(1.2 * blockBytes)
  })
})

describe('a batch that kernel memory cannot hold', () => {
  const folder = mkdtempSync(join(tmpdir(), 'textgate-memory-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  beforeAll(() => prepareBackend({ prefer: 'wasm' }))

  async function run(kernels: Kernels | undefined, checkpointFolder?: string) {
    const model = newModel(kernels)
    const events: TrainingEvent[] = []
    const config = parseTrainingConfig({ ...SETTINGS, epochs: 2 })
    const options = { model, train: randomExamples(320, 20_000), labels: LABELS, config }
    try {
      for await (const event of train({
        ...options,
        ...(checkpointFolder ? { checkpointFolder, resume: true } : {}),
      })) {
        events.push(event)
      }
      return { events, weights: await readWeights(model) }
    } finally {
      model.dispose()
    }
  }

  test('ends training with a code and a way out, and a machine with more memory goes on to the same bits', async () => {
    const small = createKernels({ maxMemoryBytes: 8 * MIB }) as Kernels
    await expect(run(small, folder)).rejects.toMatchObject({
      code: 'KERNEL_MEMORY_EXHAUSTED',
      message: expect.stringMatching(/batchSize|maxLength/),
    })
    expect(small.memory.blocks).toBeLessThanOrEqual(small.threads) // scratch memory of the threads alone
    small.dispose()
    expect(existsSync(join(folder, CHECKPOINT_FILE))).toBe(true)
    const resumed = await run(undefined, folder)
    expect(resumed.events.at(-1)?.type).toBe('done')
    expect(resumed.weights).toEqual((await run(undefined)).weights)
  })
})
