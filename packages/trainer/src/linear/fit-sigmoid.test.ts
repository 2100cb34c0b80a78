import { randomGenerator } from '@textgate/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fitSigmoid, type Sigmoid } from './fit-sigmoid.ts'

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x))

/** Rows whose labels a sigmoid of their margins has drawn. */
function drawn(rows: number, { slope, offset }: Sigmoid, seed: number) {
  const random = randomGenerator(seed)
  const margins = Float32Array.from({ length: rows }, () => 1.5 * random.normal() - 0.5)
  const holds = Uint8Array.from(margins, (margin) =>
    random.next() < sigmoid(slope * margin + offset) ? 1 : 0,
  )
  return { margins, holds }
}

/** The definition, in plain words. */
function objective(margins: Float32Array, holds: Uint8Array, expected: Sigmoid, at: Sigmoid): number {
  const penalty = (at.slope / expected.slope - 1) ** 2 + 0.1 * (at.offset - expected.offset) ** 2
  return margins.reduce((sum, margin, row) => {
    const probability = sigmoid(at.slope * margin + at.offset)
    return sum - Math.log(holds[row] ? probability : 1 - probability)
  }, penalty / 2)
}

const sigmoids = fc.record({
  slope: fc.double({ min: 0.5, max: 8, noNaN: true }),
  offset: fc.double({ min: -3, max: 3, noNaN: true }),
})

test('no sigmoid near the one that is found has less loss and penalty together', () => {
  fc.assert(
    fc.property(
      sigmoids,
      sigmoids,
      fc.integer({ min: 1, max: 200 }),
      fc.nat(),
      (truth, expected, rows, seed) => {
        const { margins, holds } = drawn(rows, truth, seed)
        const found = fitSigmoid(margins, holds, expected)
        const least = objective(margins, holds, expected, found)
        for (const [slope, offset] of [
          [0.01, 0],
          [-0.01, 0],
          [0, 0.01],
          [0, -0.01],
          [0.01, 0.01],
          [0.01, -0.01],
        ] as const) {
          const near = { slope: found.slope + slope, offset: found.offset + offset }
          if (near.slope >= 0) expect(objective(margins, holds, expected, near)).toBeGreaterThan(least)
        }
      },
    ),
  )
})

test('many rows tell the sigmoid that drew them, whatever was expected', () => {
  const truth = { slope: 2.5, offset: -1 }
  const { margins, holds } = drawn(50_000, truth, 1)
  for (const expected of [
    { slope: 1, offset: 0 },
    { slope: 10, offset: 4 },
  ]) {
    const found = fitSigmoid(margins, holds, expected)
    expect(found.slope).toBeCloseTo(truth.slope, 0.7)
    expect(found.offset).toBeCloseTo(truth.offset, 0.7)
  }
})

test('without rows it is the expected one, and few rows move it less than many', () => {
  const expected = { slope: 3, offset: -1 }
  expect(fitSigmoid(new Float32Array(), new Uint8Array(), expected)).toEqual(expected)
  const shift = (rows: number): number => {
    const margins = new Float32Array(rows).fill(1)
    return fitSigmoid(margins, new Uint8Array(rows), expected).offset - expected.offset
  }
  expect(shift(1)).toBeLessThan(0)
  expect(shift(5)).toBeLessThan(shift(1))
  expect(shift(500)).toBeLessThan(shift(5))
})

test('a label that no row has, and margins that part all rows, give finite numbers', () => {
  const margins = Float32Array.from({ length: 1000 }, (_, row) => (row < 500 ? -1e4 : 1e4))
  for (const holds of [new Uint8Array(1000), Uint8Array.from(margins, (margin) => (margin > 0 ? 1 : 0))]) {
    const { slope, offset } = fitSigmoid(margins, holds, { slope: 3, offset: 0 })
    expect(Number.isFinite(slope) && Number.isFinite(offset)).toBe(true)
    expect(slope).toBeGreaterThanOrEqual(0)
  }
})

test('margins that are lower where the label is true count for nothing, not for the opposite', () => {
  const { margins, holds } = drawn(2000, { slope: 3, offset: 0 }, 2)
  const opposite = fitSigmoid(
    margins.map((margin) => -margin),
    holds,
    { slope: 3, offset: 0 },
  )
  expect(opposite.slope).toBe(0)
})
