import { expect } from 'vitest'

/** Expects two lists of numbers to differ by `tolerance` at most. */
export function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  expect(actual.length).toBe(expected.length)
  let largest = 0
  for (let i = 0; i < actual.length; i++) {
    const difference = Math.abs(actual[i]! - expected[i]!)
    if (!(difference <= largest)) largest = difference
  }
  expect(largest).toBeLessThanOrEqual(tolerance)
}
