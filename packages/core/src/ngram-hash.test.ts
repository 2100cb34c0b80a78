import { expect, test } from 'vitest'
import { NGRAM_HASH } from './ngram-hash.ts'

const LARGEST_ID = 2 ** 28
const LARGEST_BUCKETS = 2 ** 22

test('multipliers are odd, so every token of an n-gram counts, and sums stay exact in doubles', () => {
  const { multipliers, salts } = NGRAM_HASH
  let sum = Math.max(...salts)
  for (const multiplier of multipliers) {
    expect(multiplier % 2).toBe(1)
    expect(multiplier).toBeLessThan(LARGEST_BUCKETS)
    sum += LARGEST_ID * multiplier
  }
  expect(sum).toBeLessThan(Number.MAX_SAFE_INTEGER)
  expect(salts).toHaveLength(multipliers.length + 1)
})

test('no two bigrams whose ids differ by less than half the root of the buckets share one', () => {
  // The shortest vector of the lattice of collisions, by search of its half plane.
  for (let power = 10; power <= 22; power++) {
    const buckets = 2 ** power
    const reach = Math.floor(0.5 * Math.sqrt(buckets))
    for (let a = 0; a <= reach; a++) {
      for (let b = a === 0 ? 1 : -reach; b <= reach; b++) {
        const sum = a * NGRAM_HASH.multipliers[0] + b * NGRAM_HASH.multipliers[1]
        if (sum % buckets === 0) expect.fail(`(${a}, ${b}) with ${buckets} buckets`)
      }
    }
  }
})
