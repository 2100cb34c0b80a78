import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dropoutMask } from './dropout.ts'

test('the mask drops its share and scales the rest', () => {
  for (const rate of [0.1, 0.5, 0.9]) {
    const mask = dropoutMask(100_000, { rate, seed: 1234 })
    const dropped = mask.filter((value) => value === 0).length / mask.length
    expect(Math.abs(dropped - rate)).toBeLessThan(0.01)
    expect(new Set(mask)).toEqual(new Set([0, Math.fround(1 / (1 - rate))]))
  }
})

test('neighbours, rows and seeds are independent', () => {
  const mask = dropoutMask(100_000, { rate: 0.5, seed: 99 })
  const other = dropoutMask(100_000, { rate: 0.5, seed: 100 })
  const agreement = (compare: (i: number) => number | undefined) =>
    mask.filter((value, i) => value === compare(i)).length / mask.length
  for (const lag of [1, 2, 64, 128, 8192]) {
    expect(Math.abs(agreement((i) => mask[(i + lag) % mask.length]) - 0.5)).toBeLessThan(0.01)
  }
  expect(Math.abs(agreement((i) => other[i]) - 0.5)).toBeLessThan(0.01)
})

test('a longer mask starts with the shorter one', () => {
  fc.assert(
    fc.property(fc.integer(), fc.nat({ max: 50 }), (seed, size) => {
      expect(dropoutMask(60, { rate: 0.5, seed }).slice(0, size)).toEqual(
        dropoutMask(size, { rate: 0.5, seed }),
      )
    }),
  )
})
