import { type RandomGenerator, randomGenerator } from '@textgate/core'
import { expect, test } from 'vitest'
import { dualCoordinateDescent } from './dual-coordinate-descent.ts'
import type { LinearProblem, LinearWeights } from './linear-problem.ts'

interface Data {
  /** Of each text its features and their values. */
  readonly texts: readonly (readonly (readonly [feature: number, value: number])[])[]
  readonly truth: readonly (readonly boolean[])[]
  readonly costs: readonly number[]
  /** Float32, shape [features, outputs]. */
  readonly priors?: Float32Array
}

const FEATURES = 12
const OUTPUTS = 3

function randomData(random: RandomGenerator, rows: number): Data {
  const some = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make)
  return {
    texts: some(rows, () => {
      const features = random
        .shuffle(Array.from({ length: FEATURES }, (_, f) => f))
        .slice(0, random.integer(7))
      return features.map((feature) => [feature, Math.fround(random.normal())] as const)
    }),
    truth: some(rows, () => some(OUTPUTS, () => random.next() < 0.4)),
    costs: some(rows, () => 0.2 + 2 * random.next()),
  }
}

function problemOf({ texts, truth, costs, priors }: Data): LinearProblem {
  return {
    ...{ rows: texts.length, features: FEATURES, outputs: OUTPUTS },
    featuresOf: (row) => ({
      rows: Int32Array.from(texts[row]!, ([feature]) => feature),
      values: Float32Array.from(texts[row]!, ([, value]) => value),
    }),
    isTrue: (row, output) => truth[row]![output]!,
    costOf: (row) => costs[row]!,
    priors,
  }
}

function solve(data: Data, passes = 3000, seed = 'order'): { weights: LinearWeights; violation: number } {
  const descent = dualCoordinateDescent(problemOf(data), randomGenerator(seed))
  let last = descent.next().value
  for (let pass = 1; pass < passes && last.violation > 1e-12; pass++) last = descent.next().value
  return last
}

/** Objective of one output and its gradient by all weights, bias last: the definition, in plain loops. */
function objective({ texts, truth, costs, priors }: Data, { kernel, bias }: LinearWeights, output: number) {
  const w = Array.from({ length: FEATURES }, (_, f) => kernel[f * OUTPUTS + output]!)
  const b = bias[output]!
  const prior = w.map((_, f) => priors?.[f * OUTPUTS + output] ?? 1)
  let value = (w.reduce((sum, x, f) => sum + (x * x) / prior[f]!, 0) + b * b) / 2
  const gradient = [...w.map((x, f) => x / prior[f]!), b]
  for (const [row, features] of texts.entries()) {
    const score = b + features.reduce((sum, [f, x]) => sum + x * w[f]!, 0)
    const sign = truth[row]![output]! ? 1 : -1
    const loss = Math.max(0, 1 - sign * score)
    value += costs[row]! * loss * loss
    const slope = -2 * costs[row]! * loss * sign
    for (const [f, x] of features) gradient[f]! += slope * x
    gradient[FEATURES]! += slope
  }
  return { value, gradient }
}

test('the gradient of the objective vanishes at what it converges to, texts without features included', () => {
  for (let seed = 0; seed < 20; seed++) {
    const data = randomData(randomGenerator(seed), 1 + seed * 2)
    const { weights } = solve(data)
    for (let output = 0; output < OUTPUTS; output++) {
      for (const slope of objective(data, weights, output).gradient) expect(slope).toBeCloseTo(0, 6)
    }
  }
})

test('it vanishes with a prior for each weight too', () => {
  for (let seed = 0; seed < 20; seed++) {
    const random = randomGenerator(`priors ${seed}`)
    const priors = Float32Array.from({ length: FEATURES * OUTPUTS }, () => 0.05 + 3 * random.next())
    const data = { ...randomData(random, 1 + seed * 2), priors }
    const { weights } = solve(data)
    for (let output = 0; output < OUTPUTS; output++) {
      for (const slope of objective(data, weights, output).gradient) expect(slope).toBeCloseTo(0, 6)
    }
  }
})

test('priors of 1 are none, and a weight whose prior is 0 stays 0', () => {
  const data = randomData(randomGenerator('zero'), 30)
  const priors = new Float32Array(FEATURES * OUTPUTS).fill(1)
  const plain = solve(data).weights.kernel
  solve({ ...data, priors }).weights.kernel.forEach((value, i) => {
    expect(value).toBeCloseTo(plain[i]!, 9)
  })
  priors.fill(0, 4 * OUTPUTS, 5 * OUTPUTS)
  const { kernel } = solve({ ...data, priors }).weights
  expect(kernel.slice(4 * OUTPUTS, 5 * OUTPUTS)).toEqual(new Float64Array(OUTPUTS))
  const without = data.texts.map((features) => features.filter(([feature]) => feature !== 4))
  solve({ ...data, texts: without }).weights.kernel.forEach((value, i) => {
    expect(kernel[i]).toBeCloseTo(value, 6)
  })
})

test('a text that costs twice as much counts as two texts', () => {
  const data = randomData(randomGenerator('twice'), 15)
  const heavy = solve({ ...data, costs: data.costs.map((cost, row) => (row === 4 ? 2 * cost : cost)) })
  const twice = solve({
    texts: [...data.texts, data.texts[4]!],
    truth: [...data.truth, data.truth[4]!],
    costs: [...data.costs, data.costs[4]!],
  })
  heavy.weights.kernel.forEach((value, i) => {
    expect(value).toBeCloseTo(twice.weights.kernel[i]!, 6)
  })
})

test('every output has the weights that it would have alone', () => {
  const data = randomData(randomGenerator('alone'), 25)
  const together = solve(data, 7).weights
  for (let output = 0; output < OUTPUTS; output++) {
    const one = { ...data, truth: data.truth.map((row) => [row[output]!, false, false]) }
    const alone = solve(one, 7).weights
    for (let f = 0; f < FEATURES; f++) {
      expect(together.kernel[f * OUTPUTS + output]).toBe(alone.kernel[f * OUTPUTS])
    }
  }
})

test('the order of the passes does not change where it ends, and equal seeds give equal bits', () => {
  const data = randomData(randomGenerator('orders'), 30)
  const [first, again, other] = [solve(data), solve(data), solve(data, 3000, 'another')]
  expect(again).toEqual(first)
  other.weights.kernel.forEach((value, i) => {
    expect(value).toBeCloseTo(first.weights.kernel[i]!, 6)
  })
})
