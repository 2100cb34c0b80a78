import { type RandomGenerator, randomGenerator } from '@textgate/core'
import { expect, test } from 'vitest'
import type { LinearProblem } from './linear-problem.ts'
import { naiveBayesPriors } from './naive-bayes-priors.ts'

const FEATURES = 15
/** In no text. */
const UNSEEN = FEATURES - 1
const OUTPUTS = 3

interface Text {
  readonly features: readonly number[]
  readonly values: readonly number[]
  readonly truth: readonly boolean[]
}

function randomTexts(random: RandomGenerator, rows: number): Text[] {
  return Array.from({ length: rows }, () => {
    const features = random
      .shuffle(Array.from({ length: UNSEEN }, (_, f) => f))
      .slice(0, random.integer(UNSEEN))
    return {
      features,
      values: features.map(() => Math.fround(0.1 + random.next())),
      truth: Array.from({ length: OUTPUTS }, () => random.next() < 0.4),
    }
  })
}

function problemOf(texts: readonly Text[]): LinearProblem {
  return {
    ...{ rows: texts.length, features: FEATURES, outputs: OUTPUTS },
    featuresOf: (row) => ({
      rows: Int32Array.from(texts[row]!.features),
      values: Float32Array.from(texts[row]!.values),
    }),
    isTrue: (row, output) => texts[row]!.truth[output]!,
    costOf: () => 1,
  }
}

/** The definition, feature by feature: |ln(p / q)|, counts with one more. */
function ratio(texts: readonly Text[], feature: number, output: number): number {
  const seen = new Set(texts.flatMap(({ features }) => features))
  const shareIn = (some: readonly Text[]): number => {
    const having = some.filter(({ features }) => features.includes(feature)).length
    const all = some.reduce((sum, { features }) => sum + features.length, 0)
    return (having + 1) / (all + seen.size)
  }
  const [inside, outside] = [true, false].map((is) => texts.filter(({ truth }) => truth[output] === is))
  return Math.abs(Math.log(shareIn(inside!) / shareIn(outside!)))
}

test('they are as large as naive Bayes counts, but for a factor for each output', () => {
  for (let seed = 0; seed < 20; seed++) {
    const texts = randomTexts(randomGenerator(seed), 5 + 3 * seed)
    const priors = naiveBayesPriors(problemOf(texts))
    const seen = [...new Set(texts.flatMap(({ features }) => features))]
    for (let output = 0; output < OUTPUTS; output++) {
      const [first] = seen.filter((feature) => ratio(texts, feature, output) > 0.05) as [number]
      const factor = priors[first * OUTPUTS + output]! / ratio(texts, first, output)
      for (const feature of seen) {
        expect(priors[feature * OUTPUTS + output]).toBeCloseTo(factor * ratio(texts, feature, output), 4)
      }
    }
  }
})

test('texts are as long as without them, in the mean of the squares, for every output', () => {
  const texts = randomTexts(randomGenerator('norms'), 40)
  const priors = naiveBayesPriors(problemOf(texts))
  const squares = (weigh: (feature: number) => number): number =>
    texts
      .flatMap(({ features, values }) => features.map((feature, i) => weigh(feature) * values[i]! ** 2))
      .reduce((sum, square) => sum + square, 0)
  for (let output = 0; output < OUTPUTS; output++) {
    expect(squares((feature) => priors[feature * OUTPUTS + output]!) / squares(() => 1)).toBeCloseTo(1, 5)
  }
})

test('an output that tells no feature from another is left without', () => {
  const texts: Text[] = [true, false].flatMap((is) =>
    [0, 1].map((feature) => ({
      features: [feature],
      values: [1],
      truth: [is, feature === 0, feature === 1],
    })),
  )
  const priors = naiveBayesPriors(problemOf(texts))
  expect([priors[0], priors[OUTPUTS]]).toEqual([1, 1])
})

test('a feature that no text has keeps a weight of nothing', () => {
  const texts = randomTexts(randomGenerator('unseen'), 40)
  const priors = naiveBayesPriors(problemOf(texts))
  expect(Array.from(priors.subarray(UNSEEN * OUTPUTS))).toEqual([0, 0, 0])
})
