import { expect, it } from 'vitest'
import { SAMPLE_UNITS, textSample } from './text-sample.ts'

const strings = (units: readonly Uint16Array[]): string[] => units.map((one) => String.fromCharCode(...one))

it('a sample holds the same texts, cut and without repetitions, in any order of adding', () => {
  const texts = Array.from(
    { length: 500 },
    (_, i) => `text ${i % 300} ${'x'.repeat(i % 300 === 7 ? 5000 : 3)}`,
  )
  const forwards = textSample(40)
  for (const text of texts) forwards.add(text)
  const backwards = textSample(40)
  for (const text of texts.toReversed()) backwards.add(text)
  const sampled = strings(forwards.texts())
  expect(strings(backwards.texts())).toEqual(sampled)
  expect(new Set(sampled).size).toBe(40)
  expect(Math.max(...sampled.map((text) => text.length))).toBeLessThanOrEqual(SAMPLE_UNITS)
})

it('texts come from all of a stream alike', () => {
  const sample = textSample(1000)
  for (let i = 0; i < 20_000; i++) sample.add(`row ${i}`)
  const rows = strings(sample.texts()).map((text) => Number(text.slice(4)))
  for (let start = 0; start < 20_000; start += 5000) {
    const share = rows.filter((row) => row >= start && row < start + 5000).length / 1000
    expect(share).toBeGreaterThan(0.2)
    expect(share).toBeLessThan(0.3)
  }
})

it('fewer texts than the limit are all there', () => {
  const sample = textSample(10)
  for (const text of ['b', 'a', 'b', '']) sample.add(text)
  expect(strings(sample.texts()).sort()).toEqual(['', 'a', 'b'])
})
