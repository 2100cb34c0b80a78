import { type RandomGenerator, randomGenerator } from '@textgate/core'
import { describe, expect, test } from 'vitest'
import { dataFiles, labelled } from '../../testing/data-files.ts'
import { minHasher } from './min-hash.ts'
import { normalizeText } from './normalize-text.ts'
import { NEAR_RESEMBLANCE, SimilarTexts } from './similar-texts.ts'

const { check } = dataFiles()

/** Shares of shingles in common, by sets of strings. */
function resemblance(a: string, b: string): number {
  const [left, right] = [shingles(a), shingles(b)]
  const common = [...left].filter((shingle) => right.has(shingle)).length
  return common / (left.size + right.size - common)
}

function shingles(text: string): Set<string> {
  const letters = text.replace(/[^\p{L}\p{M}\p{N}]/gu, '')
  const size = letters.replace(/\p{Script=Han}/gu, '').length < letters.length / 2 ? 3 : 5
  return new Set(
    Array.from(letters, (_, i) => letters.slice(i, i + size)).filter((one) => one.length === size),
  )
}

function randomText(random: RandomGenerator, alphabet: string, length: number): string {
  return Array.from({ length }, () => alphabet.charAt(random.integer(alphabet.length))).join('')
}

/** The text with some of its letters replaced. */
function edited(random: RandomGenerator, text: string, alphabet: string, edits: number): string {
  const letters = [...text]
  for (let i = 0; i < edits; i++) letters[random.integer(letters.length)] = randomText(random, alphabet, 1)
  return letters.join('')
}

const ALPHABETS = {
  Latin: 'abcdefghijklmnopqrstuvwxyz ,.',
  Chinese: '我想退货钱什么时候回来的了不在有是，。',
}

describe.each(Object.entries(ALPHABETS))('signatures of %s texts', (name, alphabet) => {
  test.each([30, 100, 1000])('of %i letters resemble each other as the sets of shingles do', (length) => {
    const random = randomGenerator(`${name} ${length}`)
    const signatureOf = minHasher()
    let [error, bias] = [0, 0]
    const pairs = 400
    for (let i = 0; i < pairs; i++) {
      const a = randomText(random, alphabet, length)
      const b = edited(random, a, alphabet, random.integer(2 + Math.floor(length / 20)))
      const first = signatureOf(a)!.slice()
      const second = signatureOf(b)!
      const equal = first.filter((byte, k) => byte === second[k]).length / first.length
      const difference = (equal - 1 / 256) / (1 - 1 / 256) - resemblance(a, b)
      error += difference ** 2 / pairs
      bias += difference / pairs
    }
    // A share of 128 samples has a standard error of 0.044 at most; short texts fill few bins, and others copy them.
    expect(Math.sqrt(error)).toBeLessThan(length < 100 ? 0.06 : 0.05)
    expect(Math.abs(bias)).toBeLessThan(0.01)
  })
})

test('of pairs among 20,000 texts, those above 0.9 are found and those below 0.6 are not', () => {
  const random = randomGenerator('pairs')
  const signatureOf = minHasher()
  const texts = new SimilarTexts()
  const all = Array.from({ length: 20_000 }, () => randomText(random, ALPHABETS.Latin, 150))
  for (const text of all) texts.add(signatureOf(text)!)
  let [near, found, far] = [0, 0, 0]
  for (let i = 0; i < 2000; i++) {
    const original = random.integer(all.length)
    const text = edited(random, all[original]!, ALPHABETS.Latin, random.integer(14))
    const truth = resemblance(all[original]!, text)
    const answer = texts.mostSimilar(signatureOf(text)!)
    if (answer) expect(answer.resemblance).toBeGreaterThanOrEqual(NEAR_RESEMBLANCE)
    if (truth >= 0.9) {
      near++
      if (answer?.text === original) found++
    }
    if (truth <= 0.6 && answer) far++
  }
  expect(near).toBeGreaterThan(200)
  expect(found / near).toBeGreaterThan(0.99)
  expect(far).toBe(0)
})

describe('near duplicates', () => {
  const review =
    'The box came broken and nobody answered my letters, so I want to send it back and have my money again.'
  const chinese = '快递三天没动了，客服也不回复，我想把这件衣服退掉，钱什么时候能退回来？'

  test('differ in punctuation or a letter, within a part or between parts', async () => {
    const train = labelled('a', review, chinese, 'is it made of wool')
    const test = labelled(
      'a',
      review.replace('letters', 'letter'),
      'Is it made of wool?!',
      `${chinese}！！`,
      'quite new',
    )
    const { nearDuplicates, duplicates, leakage } = await check({
      train,
      test: [...test, ...labelled('a', 'quite... NEW')],
    })
    expect(nearDuplicates.within.map(({ rows }) => rows)).toEqual([0, 1])
    expect(nearDuplicates.across).toMatchObject([{ part: 'test', earlier: 'train', rows: 3, of: 5 }])
    expect(nearDuplicates.examples[0]).toMatchObject({
      part: 'test',
      row: 1,
      like: { part: 'train', row: 1 },
    })
    expect(leakage.pairs[0]?.rows).toBe(0)
    expect(duplicates.parts.map(({ rows }) => rows)).toEqual([0, 0])
  })

  test('are not the rows whose normalised text is the same', async () => {
    const train = labelled('a', review, review.toUpperCase(), ` ${review}`)
    const { nearDuplicates } = await check({ train, test: train })
    expect([...nearDuplicates.within, ...nearDuplicates.across].map(({ rows }) => rows)).toEqual([0, 0, 0])
  })

  test('are not texts without letters or digits', async () => {
    const { nearDuplicates } = await check({ train: labelled('a', '!!!', '?!', '…') })
    expect(nearDuplicates.within[0]?.rows).toBe(0)
  })
})

test('a text and itself with other punctuation, case and spaces have one signature', () => {
  const random = randomGenerator('punctuation')
  const signatureOf = minHasher()
  for (let i = 0; i < 200; i++) {
    const text = randomText(random, `${ALPHABETS.Latin}${ALPHABETS.Chinese}`, 1 + random.integer(60))
    const other = [...text.toUpperCase()].map((letter) => (/[\s,.，。]/.test(letter) ? '!' : letter)).join('')
    expect(signatureOf(normalizeText(other))?.join()).toBe(signatureOf(normalizeText(text))?.slice().join())
  }
})
