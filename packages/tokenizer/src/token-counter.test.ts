import { randomGenerator } from '@textgate/core'
import { expect, it } from 'vitest'
import { tokenCounter } from './token-counter.ts'

const unitsOf = (text: string) => Uint16Array.from({ length: text.length }, (_, i) => text.charCodeAt(i))

it('counts exactly while the distinct tokens fit, most frequent first, equal counts by code units', () => {
  const counter = tokenCounter(10, 20)
  for (const token of ['b', '😀', 'b', 'a', '\uff01', '__proto__', '7'])
    counter.count(unitsOf(token), 0, token.length)
  expect(counter.ranked()).toEqual([
    { token: 'b', count: 2 },
    ...['7', '__proto__', 'a', '😀', '\uff01'].map((token) => ({ token, count: 1 })),
  ])
  expect(counter.largestError).toBe(0)
})

it('never holds more than its limit, never counts too high, nor too low by more than it says', () => {
  const random = randomGenerator(3)
  const counter = tokenCounter(100, 20)
  const truth = new Map<string, number>()
  for (let i = 0; i < 60_000; i++) {
    // Zipf-like: few tokens often, very many once.
    const token = `t${Math.floor(1 / (random.next() + 1e-6))}`
    truth.set(token, (truth.get(token) ?? 0) + 1)
    counter.count(unitsOf(token), 0, token.length)
    if (counter.size > 100) throw new Error(`${counter.size} tokens`)
  }
  expect(truth.size).toBeGreaterThan(300)
  expect(counter.largestError).toBeGreaterThan(0)
  const counted = new Map(counter.ranked().map(({ token, count }) => [token, count]))
  for (const [token, count] of truth) {
    expect(counted.get(token) ?? 0).toBeLessThanOrEqual(count)
    expect(counted.get(token) ?? 0).toBeGreaterThanOrEqual(count - counter.largestError)
  }
})

it('leaves out overlong tokens and unpaired surrogates, which no file can hold', () => {
  const counter = tokenCounter(10, 3)
  for (const token of ['abcd', 'abc', '\ud83d', 'a\udc00', '\udc00\ud83d'])
    counter.count(unitsOf(token), 0, token.length)
  expect(counter.ranked().map(({ token }) => token)).toEqual(['abc'])
})
