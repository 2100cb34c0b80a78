import { parseConfig, randomGenerator } from '@textgate/core'
import { prepareBackend } from '@textgate/tfjs-runtime'
import type { EncodedExamples } from '@textgate/trainer'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Output } from './output.ts'
import { settleNgrams } from './settle-ngrams.ts'

beforeAll(async () => {
  await prepareBackend({ prefer: 'wasm' })
})

const VOCABULARY = 300
const [FIRST, MIDDLE, LAST] = [2, 4, 5]
/** Tokens that say nothing. */
const OTHERS = 8

/** Texts of nine tokens, of two labels; `written` puts what tells the label at a place of a text. */
function examples(
  rows: number,
  seed: string,
  written: (ids: Int32Array, at: number, random: ReturnType<typeof randomGenerator>) => number,
): EncodedExamples {
  const random = randomGenerator(seed)
  const texts = Array.from({ length: rows }, () => {
    const ids = Int32Array.from({ length: 9 }, () => OTHERS + random.integer(VOCABULARY - OTHERS))
    const label = written(ids, random.integer(7), random)
    return { ids, label }
  })
  return {
    size: rows,
    ids: Int32Array.from(texts.flatMap(({ ids }) => [...ids])),
    offsets: Int32Array.from({ length: rows + 1 }, (_, row) => 9 * row),
    labels: Int32Array.from(texts, ({ label }) => label),
  }
}

/** Whether the outer two of three tokens are of a kind is the label: no token and no pair of neighbours tells it. */
const byThree: Parameters<typeof examples>[2] = (ids, at, random) => {
  const [one, other] = [random.integer(2), random.integer(2)]
  ids.set([FIRST + one, MIDDLE, LAST + other], at)
  return Number(one === other)
}

/** One token is the label. */
const byOne: Parameters<typeof examples>[2] = (ids, at, random) => {
  const label = random.integer(2)
  ids[at] = FIRST + label
  return label
}

async function settled(config: object, written: typeof byThree) {
  const notes: string[] = []
  const output = { note: (text) => notes.push(text), redraw: () => undefined } as Partial<Output> as Output
  const { model, training } = await settleNgrams(
    parseConfig(config),
    {
      train: examples(600, 'train', written),
      dev: examples(300, 'dev', written),
      labels: ['different', 'same'],
      tokenizer: { vocabularySize: VOCABULARY },
    },
    output,
  )
  return { ngrams: model.ngrams, buckets: model.ngramBuckets, length: training.ngramLength, notes }
}

describe('ngramLength auto', () => {
  const auto = { training: { ngramLength: 'auto' } }

  test('is a token longer where three tokens tell what two do not, and says by how much', async () => {
    const { ngrams, notes } = await settled(auto, byThree)
    expect(ngrams).toBe(3)
    const [, two, three] = notes[0]!.match(/([\d.]+) with 2, ([\d.]+) with 3/)!.map(Number)
    // By chance it is ln 2 = 0.69.
    expect(two).toBeGreaterThan(0.6)
    expect(three).toBeLessThan(0.3)
  })

  test('stays where one token tells everything', async () => {
    expect(await settled(auto, byOne)).toMatchObject({ ngrams: 2, length: 'fixed' })
  })

  test.each([
    ['without n-grams', { ngrams: 0 }],
    ['at the longest', { ngrams: 4 }],
  ])('changes nothing %s', async (_, model) => {
    expect(await settled({ ...auto, model }, byThree)).toMatchObject({ ...model, notes: [] })
  })
})

test('fixed stays, and buckets become a number that holds the n-grams of the texts', async () => {
  // The 5,400 places of 600 texts have some 4,000 different pairs, and triples beside them twice as many.
  const training = { ngramLength: 'fixed' }
  expect(await settled({ training }, byThree)).toEqual({
    ngrams: 2,
    buckets: 8192,
    length: 'fixed',
    notes: [],
  })
  const large = { model: { ngrams: 3, ngramBuckets: 'large' }, training }
  expect(await settled(large, byThree)).toMatchObject({ ngrams: 3, buckets: 16_384 })
  const set = { model: { ngramBuckets: 1024 } }
  expect(await settled(set, byThree)).toMatchObject({ ngrams: 3, buckets: 1024 })
})
