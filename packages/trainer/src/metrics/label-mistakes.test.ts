import { randomGenerator } from '@textgate/core'
import { expect, test } from 'vitest'
import { labelMistakes } from './label-mistakes.ts'
import { randomAnswers } from './testing/random-answers.ts'

test('the rows are the off-diagonal of the confident joint, counted as the paper defines it', () => {
  for (const seed of [1, 2, 3, 4]) {
    const { probabilities, truth, rows, classes } = randomAnswers(seed, { rows: 200, classes: 4 })
    const p = (row: number, label: number): number => probabilities[row * classes + label]!
    const labels = [0, 1, 2, 3]
    const all = Array.from({ length: rows }, (_, row) => row)
    const threshold = labels.map((label) => {
      const own = all.filter((row) => truth[row] === label)
      return own.reduce((sum, row) => sum + p(row, label), 0) / own.length
    })
    const expected = all.flatMap((row) => {
      const reached = labels.filter((label) => p(row, label) >= threshold[label]!)
      if (reached.length === 0) return []
      const counted = reached.reduce((best, label) => (p(row, label) > p(row, best) ? label : best))
      return counted === truth[row] ? [] : [{ row, suggestion: counted }]
    })
    const found = labelMistakes(probabilities, truth, classes)
    expect(expected.length).toBeGreaterThan(3)
    expect(found.map(({ row, suggestion }) => ({ row, suggestion })).sort((a, b) => a.row - b.row)).toEqual(
      expected,
    )
    for (const { row, suggestion, margin } of found) {
      expect(margin).toBeCloseTo(p(row, suggestion) - p(row, truth[row]!), 12)
    }
    expect(found.map(({ margin }) => margin)).toEqual(found.map(({ margin }) => margin).sort((a, b) => b - a))
  }
})

test('labels that were changed after the model had learnt are found first', () => {
  const random = randomGenerator('changed')
  const rows = 400
  const real = Int32Array.from({ length: rows }, () => random.integer(3))
  const probabilities = Float32Array.from({ length: rows * 3 }, (_, i) =>
    real[Math.floor(i / 3)] === i % 3 ? 0.8 : 0.1,
  )
  const changed = new Set([3, 77, 150, 222, 390])
  const truth = real.map((label, row) => (changed.has(row) ? (label + 1) % 3 : label))
  const found = labelMistakes(probabilities, truth, 3)
  expect(new Set(found.map(({ row }) => row))).toEqual(changed)
  for (const { row, suggestion } of found) expect(suggestion).toBe(real[row])
})

test('a label without rows is never suggested', () => {
  const probabilities = Float32Array.of(0.1, 0.1, 0.8, 0.1, 0.1, 0.8)
  expect(
    labelMistakes(probabilities, Int32Array.of(0, 1), 3).map(({ suggestion }) => suggestion),
  ).not.toContain(2)
})
