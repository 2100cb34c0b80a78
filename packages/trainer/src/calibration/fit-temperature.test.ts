import { randomGenerator } from '@textgate/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { binaryCrossEntropy } from '../binary-cross-entropy.ts'
import { crossEntropy } from '../cross-entropy.ts'
import { probabilitiesOf } from '../probabilities-of.ts'
import { packRowLabels } from '../row-labels.ts'
import type { LossOfLogits } from '../training-loss.ts'
import { fitTemperature } from './fit-temperature.ts'

const CLASSES = 4

function softmaxLoss(truth: Int32Array): LossOfLogits {
  const weights = new Float32Array(CLASSES).fill(1)
  return (logits) => crossEntropy(logits, { truth, weights, smoothing: 0 })
}

const rows = fc.array(
  fc.record({
    logits: fc.array(fc.double({ min: -5, max: 5, noNaN: true }), {
      minLength: CLASSES,
      maxLength: CLASSES,
    }),
    label: fc.nat(CLASSES - 1),
  }),
  { minLength: 1, maxLength: 30 },
)

test('no other temperature from 0.05 to 20 has a smaller loss', () => {
  fc.assert(
    fc.property(rows, (list) => {
      const logits = Float32Array.from(list.flatMap((row) => row.logits))
      const lossOf = softmaxLoss(Int32Array.from(list, ({ label }) => label))
      const temperature = fitTemperature(logits, lossOf)
      if (temperature === undefined) return
      const lossAt = (t: number): number => lossOf(logits.map((logit) => logit / t)).loss
      for (let t = 0.05; t <= 20; t *= 1.1) expect(lossAt(temperature)).toBeLessThanOrEqual(lossAt(t) + 1e-6)
    }),
  )
})

/** Rows whose labels are drawn from the probabilities of logits / temperature. */
function drawn(head: 'single' | 'multi', temperature: number) {
  const random = randomGenerator(`drawn ${head} ${temperature}`)
  const size = 6000
  const logits = Float32Array.from({ length: size * CLASSES }, () => 2 * random.normal())
  const probabilities = probabilitiesOf(
    head,
    logits.map((logit) => logit / temperature),
    CLASSES,
  )
  const labels = Array.from({ length: size }, (_, row) => {
    const own = probabilities.subarray(row * CLASSES, (row + 1) * CLASSES)
    if (head === 'multi') return [...own.keys()].filter((c) => random.next() < own[c]!)
    let left = random.next()
    const label = own.findIndex((p) => {
      left -= p
      return left < 0
    })
    return [label < 0 ? CLASSES - 1 : label]
  })
  return { logits, truth: packRowLabels(labels) }
}

test.each([0.4, 1, 2.5])('the temperature %d by which labels were drawn is found again', (temperature) => {
  const single = drawn('single', temperature)
  expect(fitTemperature(single.logits, softmaxLoss(single.truth.labels))! / temperature).toBeCloseTo(1, 1)
  const { logits, truth } = drawn('multi', temperature)
  const lossOf: LossOfLogits = (values) =>
    binaryCrossEntropy(values, { truth, classes: CLASSES, smoothing: 0 })
  expect(fitTemperature(logits, lossOf)! / temperature).toBeCloseTo(1, 1)
})

test('rows whose every answer is right tell no temperature, nor do rows that are all wrong', () => {
  const logits = Float32Array.of(3, 0, 0, 0, 0, 2, 0, 0)
  expect(fitTemperature(logits, softmaxLoss(Int32Array.of(0, 1)))).toBeUndefined()
  expect(fitTemperature(logits, softmaxLoss(Int32Array.of(2, 3)))).toBeUndefined()
})
