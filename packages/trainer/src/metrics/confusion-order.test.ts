import fc from 'fast-check'
import { expect, test } from 'vitest'
import { confusionOrder } from './confusion-order.ts'
import { largestConfusions } from './largest-confusions.ts'

const matrices = fc
  .integer({ min: 1, max: 7 })
  .chain((size) =>
    fc.array(fc.array(fc.nat(9), { minLength: size, maxLength: size }), { minLength: size, maxLength: size }),
  )

test('the order holds every label once', () => {
  fc.assert(
    fc.property(matrices, (confusion) => {
      expect(confusionOrder(confusion).sort((a, b) => a - b)).toEqual(confusion.map((_, label) => label))
    }),
  )
})

test('labels that are confused among themselves stand together, the most confused side by side', () => {
  // Even labels are confused with even ones, odd with odd; 0 and 4 more than all others.
  const confusion: number[][] = Array.from({ length: 8 }, (_, truth) =>
    Array.from({ length: 8 }, (_, answer) => (truth === answer ? 50 : (truth + answer) % 2 === 0 ? 2 : 0)),
  )
  confusion[0]![4] = 9
  const order = confusionOrder(confusion)
  const parity = order.map((label) => label % 2)
  expect(parity.filter((one, i) => i > 0 && one !== parity[i - 1])).toHaveLength(1)
  expect(Math.abs(order.indexOf(0) - order.indexOf(4))).toBe(1)
})

test('the largest confusions come first, right answers and empty cells not at all', () => {
  fc.assert(
    fc.property(matrices, (confusion) => {
      const pairs = largestConfusions(confusion)
      const rows = pairs.map((pair) => pair.rows)
      expect(rows).toEqual([...rows].sort((a, b) => b - a))
      for (const { truth, answer, rows } of pairs) {
        expect(truth).not.toBe(answer)
        expect(confusion[truth]![answer]).toBe(rows)
      }
      const wrong = confusion.flatMap((counts, truth) => counts.filter((_, answer) => answer !== truth))
      expect(rows.reduce((sum, n) => sum + n, 0)).toBe(wrong.reduce((sum, n) => sum + n, 0))
    }),
  )
})
