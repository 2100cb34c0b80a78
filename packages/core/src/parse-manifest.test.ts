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
    training: {
      ...exampleBundle().manifest.training,
      history: [{ epoch: 1, trainingLoss: 2, dev: { loss: 1, accuracy: 0.25, macroF1: 0.5, microF1: 0.75 } }],
    },
  }
  expect(parseManifest(manifest(more))).toMatchObject(more)
})

test('how scores were scaled, and below which probability a text is unknown, read back', () => {
  const answered = { from: 0.625, coverage: 0.75, precision: 0.9 }
  const more = {
    metrics: { dev: { ...metrics, calibrationError: 0.02, answered } },
    calibration: {
      ...{ temperature: 1, reason: 'too few rows' },
      ...{ loss: { before: 0.7, after: 0.6 }, calibrationError: { before: 0.1, after: 0.02 } },
    },
    answers: { unknown: { below: 0.625, wantedPrecision: 0.9, coverage: 0.75, precision: 0.9 } },
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

test('a manifest of before heads and calibration is of head single, with scores as trained and every text answered', () => {
  const { config, ...rest } = manifest({}) as { config: Record<string, Record<string, unknown>> }
  const { head: _, ...model } = config.model!
  const { calibration: _none, unknownPrecision: _every, ...training } = config.training!
  const read = parseManifest({ ...rest, config: { ...config, model, training } })
  expect(read.config.model.head).toBe('single')
  expect(read.config.training).toMatchObject({ calibration: 'none', unknownPrecision: null })
  expect(read.calibration).toBeUndefined()
  expect(read.answers).toBeUndefined()
})
