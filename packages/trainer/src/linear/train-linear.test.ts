import { randomGenerator } from '@textgate/core'
import { expect, test } from 'vitest'
import { dualCoordinateDescent } from './dual-coordinate-descent.ts'
import type { LinearProblem } from './linear-problem.ts'
import { withPriors } from './linear-problem-of.ts'
import { type LinearProgress, trainLinear } from './train-linear.ts'

const FEATURES = 30

/** Texts of a few features by chance, with labels that follow the first of them. */
function problemOf(outputs: number, isTrue: (first: number, output: number) => boolean): LinearProblem {
  const random = randomGenerator('texts')
  const texts = Array.from({ length: 60 }, () =>
    random.shuffle(Array.from({ length: FEATURES }, (_, f) => f)).slice(0, 1 + random.integer(6)),
  )
  return {
    ...{ rows: texts.length, features: FEATURES, outputs },
    featuresOf: (row) => ({
      rows: Int32Array.from(texts[row]!),
      values: new Float32Array(texts[row]!.length).fill(0.4),
    }),
    isTrue: (row, output) => isTrue(texts[row]![0]!, output),
    costOf: (row) => 0.5 + (row % 3),
  }
}

async function trained(problem: LinearProblem): Promise<LinearProgress[]> {
  const steps: LinearProgress[] = []
  for await (const step of trainLinear(problem, randomGenerator('order'))) steps.push(step)
  return steps
}

/** What the descent itself has after so many passes. */
function descended(problem: LinearProblem, passes: number) {
  const descent = dualCoordinateDescent(problem, randomGenerator('order'))
  for (let pass = 1; pass < passes; pass++) descent.next()
  return descent.next().value.weights
}

test.each(['none', 'naive-bayes'] as const)(
  'of two opposite labels one machine gives both, with priors %s',
  async (priors) => {
    const problem = withPriors(
      problemOf(2, (first, output) => first % 2 === output),
      priors,
    )
    const steps = await trained(problem)
    const { passes, weights } = steps.at(-1)!
    const { kernel, bias } = descended(problem, passes)
    // Priors of the two labels are the same but for how a logarithm is rounded.
    weights!.kernel.forEach((value, i) => {
      expect(value).toBeCloseTo(kernel[i]!, 5)
    })
    expect([...weights!.bias]).toEqual([...bias].map((value) => expect.closeTo(value, 5)))
    if (priors === 'none') expect(weights).toEqual({ kernel, bias })
  },
)

test.each([
  ['two labels that may both be true', 2, (first: number, output: number) => first % (2 + output) === 0],
  ['three labels', 3, (first: number, output: number) => first % 3 === output],
])('%s each have a machine of their own', async (_, outputs, isTrue) => {
  const problem = problemOf(outputs, isTrue)
  const steps = await trained(problem)
  const { passes, weights } = steps.at(-1)!
  expect(weights).toEqual(descended(problem, passes))
  expect(Array.from(weights!.kernel).some((value) => value !== 0)).toBe(true)
})

test('passes are told one by one, and weights with the last alone', async () => {
  const steps = await trained(problemOf(3, (first, output) => first % 3 === output))
  expect(steps.map(({ passes }) => passes)).toEqual(steps.map((_, i) => i + 1))
  expect(steps.map(({ weights }) => weights !== undefined).indexOf(true)).toBe(steps.length - 1)
  expect(steps.length).toBeGreaterThan(1)
})
