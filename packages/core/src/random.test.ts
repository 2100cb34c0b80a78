import fc from 'fast-check'
import { expect, test } from 'vitest'
import { randomFromState, randomGenerator } from './random.ts'

test('a seed gives the same stream on every platform', () => {
  const random = randomGenerator(42)
  expect([random.integer(1000), random.integer(1000), random.integer(1000)]).toMatchInlineSnapshot(`
    [
      668,
      676,
      151,
    ]
  `)
})

test('a saved state goes on where the stream stood, forks included', () => {
  fc.assert(
    fc.property(fc.string(), fc.nat(50), (seed, drawn) => {
      const random = randomGenerator(seed)
      for (let i = 0; i < drawn; i++) random.next()
      const restored = randomFromState(JSON.parse(JSON.stringify(random.state())))
      expect([restored.next(), restored.normal(), restored.fork('a').next()]).toEqual([
        random.next(),
        random.normal(),
        random.fork('a').next(),
      ])
    }),
  )
})

test('a fork does not depend on what was drawn before it, and differs by name and seed', () => {
  const random = randomGenerator(7)
  const first = random.fork('dropout').next()
  random.next()
  expect(random.fork('dropout').next()).toBe(first)
  expect(random.fork('batches').next()).not.toBe(first)
  expect(randomGenerator(8).fork('dropout').next()).not.toBe(first)
})

test('integers are in range and every value comes up about equally often', () => {
  const random = randomGenerator(1)
  const counts = new Int32Array(7)
  for (let i = 0; i < 70_000; i++) counts[random.integer(7)]!++
  for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500)
  expect(() => random.integer(0)).toThrow(RangeError)
})

test('normal numbers have mean 0 and variance 1', () => {
  const random = randomGenerator(3)
  const values = Float64Array.from({ length: 50_000 }, () => random.normal())
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length
  const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length
  expect(Math.abs(mean)).toBeLessThan(0.02)
  expect(Math.abs(variance - 1)).toBeLessThan(0.03)
})

test('a shuffle is a permutation, the same for the same seed', () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), fc.nat(), (values, seed) => {
      const shuffled = randomGenerator(seed).shuffle([...values])
      expect([...shuffled].sort()).toEqual([...values].sort())
      expect(randomGenerator(seed).shuffle([...values])).toEqual(shuffled)
    }),
  )
})
