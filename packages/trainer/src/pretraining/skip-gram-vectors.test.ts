import { PADDING_ID, randomGenerator, UNKNOWN_ID } from '@textgate/core'
import { createKernels, type Kernels, sharedKernels } from '@textgate/kernels'
import { expect, test } from 'vitest'
import type { TokenSequences } from '../encoded-examples.ts'
import { skipGramVectors } from './skip-gram-vectors.ts'

const TOPICS = 4
const WORDS = 12
const VOCABULARY = 2 + TOPICS * WORDS + 1
const SIZE = 20

const topicOf = (id: number) => (id - 2) % TOPICS

/** Texts of one topic each, with unknown tokens between its words; the last id never occurs. */
function topicTexts(texts: number): TokenSequences {
  const random = randomGenerator('texts')
  const length = 12
  const ids = Array.from({ length: texts }, () => random.integer(TOPICS)).flatMap((topic) =>
    Array.from({ length }, (_, i) => (i % 4 === 3 ? UNKNOWN_ID : 2 + topic + TOPICS * random.integer(WORDS))),
  )
  return {
    ids: Int32Array.from(ids),
    offsets: Int32Array.from({ length: texts + 1 }, (_, row) => row * length),
  }
}

const learnt = (texts: readonly TokenSequences[], kernels: Kernels | undefined) =>
  skipGramVectors(texts, {
    vocabularySize: VOCABULARY,
    size: SIZE,
    random: randomGenerator('vectors'),
    kernels,
  })

function cosine(values: Float32Array, a: number, b: number): number {
  const at = (id: number) => values.subarray(id * SIZE, (id + 1) * SIZE)
  const dot = (x: Float32Array, y: Float32Array) => x.reduce((sum, v, k) => sum + v * y[k]!, 0)
  return dot(at(a), at(b)) / Math.sqrt(dot(at(a), at(a)) * dot(at(b), at(b)))
}

/** The share of words whose nearest word is one of their topic. */
function nearestOfTopic(values: Float32Array): number {
  const ids = Array.from({ length: TOPICS * WORDS }, (_, i) => 2 + i)
  const right = ids.filter((id) => {
    const others = ids.filter((other) => other !== id)
    const nearest = others.reduce((best, other) =>
      cosine(values, id, other) > cosine(values, id, best) ? other : best,
    )
    return topicOf(nearest) === topicOf(id)
  })
  return right.length / ids.length
}

test.each([
  ['the kernels', () => sharedKernels()],
  ['no kernels', () => undefined],
])('words that keep the same company are near one another, with %s', async (_, kernels) => {
  const { values, found } = await learnt([topicTexts(400)], kernels())
  expect(nearestOfTopic(values)).toBeGreaterThan(0.95)
  expect([...found]).toEqual([0, 0, ...Array.from({ length: TOPICS * WORDS }, () => 1), 0])
  for (const id of [PADDING_ID, UNKNOWN_ID, VOCABULARY - 1])
    expect(values.subarray(id * SIZE, (id + 1) * SIZE)).toEqual(new Float32Array(SIZE))
})

test('texts of several parts are learnt from as texts of one', async () => {
  const [some, more] = [topicTexts(200), topicTexts(150)]
  const { values } = await learnt([some, more], sharedKernels())
  expect(nearestOfTopic(values)).toBeGreaterThan(0.95)
})

test('any number of threads gives the same bits', async () => {
  const results = []
  for (const threads of [1, 2]) {
    const kernels = createKernels({ threads }) as Kernels
    const before = kernels.memory.blocks
    results.push(await learnt([topicTexts(60)], kernels))
    expect(kernels.memory.blocks).toBe(before)
    kernels.dispose()
  }
  expect(results[0]).toEqual(results[1])
})

test('where the memory of the kernels holds one table and not the other, none of it stays taken', async () => {
  const kernels = createKernels({ maxMemoryBytes: 8 * 2 ** 20 }) as Kernels
  const before = kernels.memory.blocks
  const learning = skipGramVectors([topicTexts(60)], {
    ...{ vocabularySize: 40_000, size: 32, random: randomGenerator('vectors'), kernels },
  })
  await expect(learning).rejects.toMatchObject({ code: 'KERNEL_MEMORY_EXHAUSTED' })
  expect(kernels.memory.blocks).toBe(before)
  kernels.dispose()
})

test('vectors stay finite where the same few words stand there again and again', async () => {
  const ids = Int32Array.from({ length: 6000 }, (_, i) => 2 + (i % 6))
  const { values, found } = await learnt([{ ids, offsets: Int32Array.of(0, 3000, 6000) }], sharedKernels())
  expect(values.every(Number.isFinite)).toBe(true)
  expect(found.reduce((sum, one) => sum + one, 0)).toBe(6)
})

test('where fewer than six tokens occur, nothing is learnt', async () => {
  const { values, found } = await learnt(
    [{ ids: Int32Array.of(2, 3, 4, 5, 6, 1, 2), offsets: Int32Array.of(0, 7) }],
    sharedKernels(),
  )
  expect(found.some(Boolean)).toBe(false)
  expect(values.some(Boolean)).toBe(false)
})

test('tells how far it is, and a signal stops it', async () => {
  const stop = new AbortController()
  const shares: number[] = []
  const running = skipGramVectors([topicTexts(60_000)], {
    vocabularySize: VOCABULARY,
    size: 64,
    random: randomGenerator(1),
    signal: stop.signal,
    onProgress: (share) => {
      shares.push(share)
      if (shares.length === 3) stop.abort(new Error('enough'))
    },
  })
  await expect(running).rejects.toThrow('enough')
  expect(shares).toHaveLength(3)
  expect(shares).toEqual([...shares].sort((a, b) => a - b))
  expect(shares[2]).toBeLessThan(1)
})
