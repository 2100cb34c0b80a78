import { randomGenerator, UNKNOWN_ID } from '@textgate/core'
import { SKIP_GRAM_OUTPUTS } from '@textgate/kernels'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { TokenSequences } from '../encoded-examples.ts'
import { skipGramGroups, tokenChances } from './skip-gram-groups.ts'
import { tokenCounts } from './token-counts.ts'

const VOCABULARY = 40

function pack(texts: readonly (readonly number[])[]): TokenSequences {
  const offsets = new Int32Array(texts.length + 1)
  for (const [i, text] of texts.entries()) offsets[i + 1] = offsets[i]! + text.length
  return { ids: Int32Array.from(texts.flat()), offsets }
}

/** Copies of all groups of a pass. */
function groupsOf(texts: readonly TokenSequences[], seed: number) {
  const chances = tokenChances(tokenCounts(texts, VOCABULARY))
  const groups: { neighbours: number[]; told: number[] }[] = []
  let read = 0
  for (const step of skipGramGroups(texts, chances, randomGenerator(seed))) {
    expect(step.starts.length - 1).toBeLessThanOrEqual(chances.groups)
    expect(step.read).toBeGreaterThanOrEqual(read)
    read = step.read
    for (let g = 0; g + 1 < step.starts.length; g++) {
      const all = [...step.ids.subarray(step.starts[g], step.starts[g + 1])]
      groups.push({
        neighbours: all.slice(0, -SKIP_GRAM_OUTPUTS),
        told: all.slice(-SKIP_GRAM_OUTPUTS),
      })
    }
  }
  return { groups, read }
}

const token = fc.integer({ min: 1, max: VOCABULARY - 1 })
const someTexts = fc
  .array(fc.array(fc.array(token, { maxLength: 30 }), { maxLength: 30 }), { minLength: 1, maxLength: 3 })
  .filter((parts) => new Set(parts.flat(2).filter((id) => id !== UNKNOWN_ID)).size >= SKIP_GRAM_OUTPUTS)

test('a word is told by one to ten words of its own text, never by an unknown one, and five others are drawn', () => {
  fc.assert(
    fc.property(someTexts, fc.integer(), (parts, seed) => {
      const texts = parts.flat()
      const { groups, read } = groupsOf(parts.map(pack), seed)
      expect(read).toBe(texts.flat().length)
      const known = new Set(texts.flat().filter((id) => id !== UNKNOWN_ID))
      for (const { neighbours, told } of groups) {
        expect(neighbours.length).toBeGreaterThanOrEqual(1)
        expect(neighbours.length).toBeLessThanOrEqual(10)
        expect(new Set(told).size).toBe(SKIP_GRAM_OUTPUTS)
        for (const id of [...neighbours, ...told]) expect(known).toContain(id)
        const own = [told[0]!, ...neighbours]
        expect(texts.some((text) => own.every((id) => text.includes(id)))).toBe(true)
      }
    }),
    { numRuns: 60 },
  )
})

test('what is next to a word is its neighbour more often than what is five words away', () => {
  // Rare enough that none is passed over.
  const line = Array.from({ length: VOCABULARY - 2 }, (_, i) => i + 2)
  const times = Array.from({ length: 6 }, () => 0)
  for (let seed = 0; seed < 300; seed++) {
    for (const { neighbours, told } of groupsOf([pack([line])], seed).groups) {
      for (const id of neighbours) times[Math.abs(id - told[0]!)]!++
    }
  }
  for (let away = 2; away <= 5; away++) expect(times[away]!).toBeLessThan(times[away - 1]!)
  expect(times[5]! / times[1]!).toBeCloseTo(1 / 5, 1)
})

test('the same seed gives the same groups, another one others', () => {
  const texts = [pack(Array.from({ length: 20 }, (_, i) => [2 + i, 3 + i, 4 + i, 5 + i]))]
  expect(groupsOf(texts, 1)).toEqual(groupsOf(texts, 1))
  expect(groupsOf(texts, 1)).not.toEqual(groupsOf(texts, 2))
})

test('frequent tokens are passed over by the formula of word2vec', () => {
  const many = tokenChances(new Float64Array(20_002).fill(1, 2).fill(40, 2, 3)).keep
  expect(many[2]).toBeCloseTo(Math.sqrt(1e-4 / (40 / 20_039)) + 1e-4 / (40 / 20_039), 10)
  expect(many[3]).toBe(1)
  const counts = new Float64Array(VOCABULARY)
  counts.fill(1, 2)
  counts[2] = 1e6
  const { keep } = tokenChances(counts)
  // Of so few tokens, more than the mean share is frequent.
  const ratio = 1 / (VOCABULARY - 2) / (1e6 / (1e6 + VOCABULARY - 3))
  expect(keep[2]).toBeCloseTo(Math.sqrt(ratio) + ratio, 10)
  expect(keep[3]).toBe(1)
  expect(keep[1]).toBe(0)
})

test('the fewer tokens there are, the fewer groups a step has', () => {
  const even = (tokens: number) => tokenChances(new Float64Array(2 + tokens).fill(10, 2)).groups
  expect(even(6)).toBe(4)
  expect(even(40)).toBe(29)
  expect(even(30_000)).toBe(128)
})
