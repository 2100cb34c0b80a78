import { randomGenerator } from '@textgate/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { packRowLabels, type RowLabels } from '../row-labels.ts'
import { chooseThresholds } from './choose-thresholds.ts'
import { multiLabelMetrics } from './multi-label-metrics.ts'

const LABELS = ['a', 'b', 'c']
interface Row {
  readonly truth: number[]
  readonly probabilities: number[]
}
const rows = (classes: number): fc.Arbitrary<Row[]> =>
  fc.array(
    fc.record({
      truth: fc.uniqueArray(fc.nat(classes - 1)),
      // Few different values, so that there are ties.
      probabilities: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: classes, maxLength: classes }),
    }),
    { minLength: 1, maxLength: 25 },
  )

function unpack(list: readonly Row[]): { truth: RowLabels; probabilities: Float32Array } {
  return {
    truth: packRowLabels(list.map(({ truth }) => truth)),
    probabilities: Float32Array.from(list.flatMap(({ probabilities }) => probabilities.map((n) => n / 10))),
  }
}

const EVERY_CUT = Array.from({ length: 21 }, (_, i) => i / 20)

test('where there is but one label, no other threshold gives a better F1, and no higher one as good a one', () => {
  fc.assert(
    fc.property(rows(1), (list) => {
      const { truth, probabilities } = unpack(list)
      fc.pre(truth.labels.length > 0)
      const [chosen = 0] = chooseThresholds(probabilities, truth, 1)
      const f1 = (cut: number): number => multiLabelMetrics(probabilities, truth, ['a'], [cut]).microF1
      const lowestAnswered = Math.min(...probabilities.filter((p) => p >= chosen))
      for (const cut of EVERY_CUT) {
        expect(f1(cut)).toBeLessThanOrEqual(f1(chosen))
        if (cut > lowestAnswered + 0.01) expect(f1(cut)).toBeLessThan(f1(chosen))
      }
    }),
  )
})

test('a label that no row has, nor seems to have, takes the threshold with the best micro F1 of one for all', () => {
  fc.assert(
    fc.property(rows(3), (list) => {
      const { truth, probabilities } = unpack(
        list.map((row) => ({
          truth: row.truth.filter((label) => label !== 0),
          probabilities: row.probabilities.with(0, 0.1),
        })),
      )
      fc.pre(truth.labels.length > 0)
      const [shared = 0] = chooseThresholds(probabilities, truth, 3)
      const micro = (cut: number): number =>
        multiLabelMetrics(probabilities, truth, LABELS, [cut, cut, cut]).microF1
      for (const cut of EVERY_CUT) expect(micro(cut)).toBeLessThanOrEqual(micro(shared))
    }),
  )
})

test('a frequent label keeps at least 95 % of its own best F1, however different the others are', () => {
  const random = randomGenerator('frequent')
  // The scores of label b are those of label a, squeezed into the lowest tenth.
  const list = Array.from({ length: 3000 }, () => {
    const truth = [0, 1].filter(() => random.next() < 0.3)
    const score = (label: number): number => (truth.includes(label) ? 0.4 : 0.1) + 0.5 * random.next()
    return { truth, probabilities: [score(0), score(1) / 10] }
  })
  const truth = packRowLabels(list.map((row) => row.truth))
  const probabilities = Float32Array.from(list.flatMap((row) => row.probabilities))
  const thresholds = chooseThresholds(probabilities, truth, 2)
  const f1 = (label: number, cut: number): number =>
    multiLabelMetrics(probabilities, truth, ['a', 'b'], [cut, cut]).perClass[label]!.f1
  for (const label of [0, 1]) {
    const cuts = probabilities.filter((_, i) => i % 2 === label).filter((_, i) => i % 20 === 0)
    const best = Math.max(...cuts.map((cut) => f1(label, cut)))
    expect(f1(label, thresholds[label]!)).toBeGreaterThan(0.945 * best)
  }
  expect(thresholds[0]! / thresholds[1]!).toBeGreaterThan(5)
})

test('of the thresholds that a label does well with, it has the one nearest to that which is best for all', () => {
  fc.assert(
    fc.property(fc.nat(), fc.double({ min: 0.2, max: 0.7, noNaN: true }), (seed, strength) => {
      const random = randomGenerator(seed)
      const list = Array.from({ length: 1500 }, () => {
        const truth = [0, 1].filter(() => random.next() < 0.4)
        const score = (label: number, scale: number): number =>
          scale * ((truth.includes(label) ? strength : 0) + (1 - strength) * random.next())
        return { truth, probabilities: [score(0, 1), score(1, 0.6), 0.001] }
      })
      const truth = packRowLabels(list.map((row) => row.truth))
      const probabilities = Float32Array.from(list.flatMap((row) => row.probabilities))
      const thresholds = chooseThresholds(probabilities, truth, 3)
      const shared = thresholds[2]! // of a label without rows
      for (const label of [0, 1]) {
        const f1 = (cut: number): number =>
          multiLabelMetrics(probabilities, truth, LABELS, [cut, cut, cut]).perClass[label]!.f1
        const best = Math.max(...Array.from({ length: 100 }, (_, i) => f1(i / 100)))
        const chosen = thresholds[label]!
        expect(f1(chosen)).toBeGreaterThan(0.94 * best)
        // Whatever lies well between the two is not good enough.
        for (const way of [0.3, 0.6, 0.9]) {
          if (Math.abs(chosen - shared) < 0.02) continue
          expect(f1(chosen + way * (shared - chosen))).toBeLessThan(0.97 * best)
        }
      }
    }),
    { numRuns: 20 },
  )
})

test('a label of a single row does not cling to it', () => {
  const random = randomGenerator('rare')
  const list = Array.from({ length: 400 }, (_, row) => {
    const has = random.next() < 0.3
    return {
      truth: row === 0 ? [1] : has ? [0] : [],
      probabilities: [has ? 0.6 + 0.3 * random.next() : 0.3 * random.next(), row === 0 ? 0.01 : 0.001],
    }
  })
  const truth = packRowLabels(list.map((row) => row.truth))
  const probabilities = Float32Array.from(list.flatMap((row) => row.probabilities))
  const thresholds = chooseThresholds(probabilities, truth, 2)
  expect(thresholds[1]).toBeGreaterThan(0.3)
})

test('a threshold lies between two probabilities, so that rounding of either changes no answer', () => {
  const probabilities = Float32Array.of(0.9, 0.6, 0.2)
  const truth = packRowLabels([[0], [0], []])
  expect(chooseThresholds(probabilities, truth, 1)[0]).toBeCloseTo(0.4, 6)
  expect(multiLabelMetrics(probabilities, truth, ['a'], [0.4]).accuracy).toBe(1)
})
