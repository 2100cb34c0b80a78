import { expect, test } from 'vitest'
import { parseManifest } from './parse-manifest.ts'
import { exampleBundle } from './testing/example-bundle.ts'

const metrics = {
  rows: 2,
  accuracy: 0.5,
  macroF1: 0.5,
  microF1: 0.5,
  loss: 1,
  perClass: [],
  confusion: [],
}

function manifest(more: object): Record<string, unknown> {
  return { ...JSON.parse(JSON.stringify(exampleBundle().manifest)), files: {}, ...more }
}

test('figures and thresholds of head multi, and figures of head ordinal, read back', () => {
  const more = {
    metrics: {
      dev: { ...metrics, hammingLoss: 0.1 },
      test: { ...metrics, meanAbsoluteError: 1.5, quadraticKappa: -0.25 },
    },
    answers: { thresholds: [0.25, 0.5] },
  }
  expect(parseManifest(manifest(more))).toMatchObject(more)
})

test.each([
  ['thresholds for other labels', { answers: { thresholds: [0.5] } }, 'answers.thresholds'],
  ['a threshold above 1', { answers: { thresholds: [0.5, 1.5] } }, 'answers.thresholds'],
  [
    'a kappa below -1',
    { metrics: { dev: { ...metrics, quadraticKappa: -2 } } },
    'metrics.dev.quadraticKappa',
  ],
])('%s are refused by name', (_, more, member) => {
  expect(() => parseManifest(manifest(more))).toThrow(`BUNDLE_MANIFEST_INVALID: ${member}`)
})

test('a manifest of before heads is of head single and answers the most probable label', () => {
  const { config, ...rest } = manifest({}) as { config: { model: Record<string, unknown> } }
  const { head: _, ...model } = config.model
  const read = parseManifest({ ...rest, config: { ...config, model } })
  expect(read.config.model.head).toBe('single')
  expect(read.answers).toBeUndefined()
})
