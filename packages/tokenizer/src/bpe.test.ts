import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyMerges } from './apply-merges.ts'
import { PAIR_BASE, pairKey } from './bpe-merges.ts'
import { type CountedPiece, trainBpe } from './train-bpe.ts'

/** Learns by counting everything anew for each merge. */
function trainSlowly(pieces: readonly CountedPiece[], first: readonly string[], size: number, least: number) {
  const tokens = [...first]
  const merges: [number, number][] = []
  let words = pieces.map(({ symbols, count }) => ({ symbols: [...symbols], count }))
  while (tokens.length < size) {
    const counts = new Map<number, number>()
    for (const { symbols, count } of words) {
      for (let i = 0; i + 1 < symbols.length; i++) {
        const key = pairKey(symbols[i] as number, symbols[i + 1] as number)
        counts.set(key, (counts.get(key) ?? 0) + count)
      }
    }
    const best = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0]
    if (best === undefined || best[1] < least) break
    const [left, right] = [Math.floor(best[0] / PAIR_BASE), best[0] % PAIR_BASE]
    const token = `${tokens[left]}${tokens[right]}`
    if (!tokens.includes(token)) tokens.push(token)
    merges.push([left, right])
    words = words.map(({ symbols, count }) => ({
      count,
      symbols: mergeAll(symbols, left, right, tokens.indexOf(token)),
    }))
  }
  return { tokens, merges }
}

function mergeAll(symbols: readonly number[], left: number, right: number, merged: number): number[] {
  const result: number[] = []
  for (let i = 0; i < symbols.length; i++) {
    if (symbols[i] === left && symbols[i + 1] === right) {
      result.push(merged)
      i++
    } else result.push(symbols[i] as number)
  }
  return result
}

const letters = ['[PAD]', '[UNK]', 'a', 'b', 'c']
const symbolsOf = (text: string) => Int32Array.from(text, (letter) => letters.indexOf(letter))
const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 60 })
const pieces = fc.array(fc.record({ symbols: word.map(symbolsOf), count: fc.integer({ min: 1, max: 9 }) }), {
  minLength: 1,
  maxLength: 12,
})

describe('learning byte pairs', () => {
  it('gives the merges that counting everything anew gives', () => {
    fc.assert(
      fc.property(pieces, fc.integer({ min: 1, max: 4 }), (counted, minFrequency) => {
        const options = { maxVocabulary: 30, minFrequency }
        expect(trainBpe(counted, letters, options)).toEqual(trainSlowly(counted, letters, 30, minFrequency))
      }),
      { numRuns: 300 },
    )
  })

  it('stops at the largest vocabulary', () => {
    const counted = [{ symbols: symbolsOf('abcabcabcaabbcc'), count: 5 }]
    expect(trainBpe(counted, letters, { maxVocabulary: 8, minFrequency: 1 }).tokens).toHaveLength(8)
  })
})

it('merging with and without the heap gives the same tokens: merges in the order learnt', () => {
  fc.assert(
    fc.property(pieces, fc.array(word, { maxLength: 5 }), (counted, texts) => {
      const { tokens, merges } = trainBpe(counted, letters, { maxVocabulary: 40, minFrequency: 1 })
      const ids = new Map(tokens.map((token, id) => [token, id]))
      const mergedIds = merges.map(([left, right]) => ids.get(`${tokens[left]}${tokens[right]}`) as number)
      const pairs = new Map<number, number>()
      merges.forEach(([left, right], rank) => {
        const key = pairKey(left, right)
        if (!pairs.has(key)) pairs.set(key, rank * PAIR_BASE + (mergedIds[rank] as number))
      })
      for (const text of [...texts, texts.join(''), texts.join('').repeat(3)]) {
        let slow = [...symbolsOf(text)]
        merges.forEach(([left, right], rank) => {
          slow = mergeAll(slow, left, right, mergedIds[rank] as number)
        })
        const symbols = symbolsOf(text)
        const length = applyMerges(symbols, symbols.length, { byteIds: new Int32Array(256), pairs })
        const joined = [...symbols.subarray(0, length)].map((id) => tokens[id]).join('')
        expect(joined).toBe(text)
        // Merging rank by rank is the same as lowest rank first unless two merges share a token.
        if (new Set(mergedIds).size === mergedIds.length)
          expect([...symbols.subarray(0, length)]).toEqual(slow)
      }
    }),
    { numRuns: 300 },
  )
})
