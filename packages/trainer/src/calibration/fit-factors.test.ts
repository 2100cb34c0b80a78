import { randomGenerator } from '@textgate/core'
import { describe, expect, test } from 'vitest'
import { crossEntropy } from '../cross-entropy.ts'
import { fitFactors, mixLogits } from './fit-factors.ts'

const CLASSES = 3
const ROWS = 400

const random = randomGenerator('factors')
const noise = (scale: number) => Float32Array.from({ length: ROWS * CLASSES }, () => scale * random.normal())

/** Labels drawn from the softmax of logits: the largest after Gumbel noise. */
function drawn(logits: Float32Array): Int32Array {
  const noisy = logits.map((logit) => logit - Math.log(-Math.log(random.next() + 1e-12)))
  return Int32Array.from({ length: ROWS }, (_, row) => {
    const scores = noisy.subarray(row * CLASSES, (row + 1) * CLASSES)
    return scores.indexOf(Math.max(...scores))
  })
}

const signal = noise(2)
const truth = drawn(signal)
const weights = new Float32Array(CLASSES).fill(1)
const lossOf = (logits: Float32Array) => crossEntropy(logits, { truth, weights, smoothing: 0 })

describe('the factors', () => {
  const cases: { name: string; parts: Float32Array[] }[] = [
    { name: 'one part that is four times too sure', parts: [signal.map((x) => 4 * x)] },
    { name: 'one part that is too modest', parts: [signal.map((x) => x / 5)] },
    { name: 'two parts that err apart', parts: [signal.map((x) => x + random.normal()), noise(1)] },
    {
      name: 'two parts that are much alike',
      parts: [signal.map((x) => 3 * x), signal.map((x) => 3 * x + 0.1 * random.normal())],
    },
  ]

  test.each(cases)(
    'of $name give no larger a loss than any others nearby, to a ten-thousandth of a nat',
    ({ parts }) => {
      const factors = fitFactors(parts, lossOf)
      const least = lossOf(mixLogits(parts, factors)).loss
      for (let trial = 0; trial < 200; trial++) {
        const others = factors.map((factor) => Math.max(0, factor + 0.05 * random.normal()))
        expect(lossOf(mixLogits(parts, others)).loss).toBeGreaterThanOrEqual(least - 1e-4)
      }
    },
  )

  test('scale with their part inversely', () => {
    const [once] = fitFactors([signal], lossOf) as [number]
    const [tenfold] = fitFactors([signal.map((x) => 10 * x)], lossOf) as [number]
    expect(tenfold * 10).toBeCloseTo(once, 4)
  })

  test('of a part that says the opposite of the truth is 0', () => {
    const [right, wrong] = fitFactors([signal, signal.map((x, i) => -x + 0.5 * Math.sin(i))], lossOf)
    expect(wrong).toBeCloseTo(0, 6)
    expect(right).toBeGreaterThan(0.5)
  })

  test('of a part that is always right is the largest there is, not infinite', () => {
    const perfect = new Float32Array(ROWS * CLASSES)
    truth.forEach((label, row) => {
      perfect[row * CLASSES + label] = 1
    })
    expect(fitFactors([perfect], lossOf)[0]).toBeLessThanOrEqual(100)
    expect(fitFactors([perfect], lossOf)[0]).toBeGreaterThan(90)
  })
})
