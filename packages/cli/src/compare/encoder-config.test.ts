import { parseConfig } from '@textgate/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { encoderConfig } from './encoder-config.ts'
import { parseEncoderNames } from './encoder-name.ts'
import { encoderParameters, parameterCounts } from './parameter-counts.ts'

const ENCODERS = parseEncoderNames('gru,lstm,rnn,cnn')
const [linear, gruWithNgrams] = parseEncoderNames('linear,gru+ngrams') as [
  (typeof ENCODERS)[0],
  (typeof ENCODERS)[0],
]

const models = fc.record({
  embeddingSize: fc.integer({ min: 64, max: 128 }),
  hiddenSize: fc.integer({ min: 128, max: 256 }),
  layers: fc.integer({ min: 1, max: 3 }),
  bidirectional: fc.boolean(),
})

describe('with equal parameters', () => {
  test('every encoder is within 2 % of the GRU that is configured', () => {
    fc.assert(
      fc.property(models, (model) => {
        const config = parseConfig({ model })
        const wanted = encoderParameters(config.model)
        for (const encoder of ENCODERS) {
          const { model: own } = encoderConfig(encoder, config, 'parameters')
          expect(own.encoder).toBe(encoder.encoder)
          expect(Math.abs(encoderParameters(own) / wanted - 1)).toBeLessThanOrEqual(0.02)
        }
      }),
      { numRuns: 40 },
    )
  })

  test('the configured GRU stays as it is, whatever encoder the configuration has', () => {
    const config = parseConfig({ model: { encoder: 'lstm', hiddenSize: 100 } })
    expect(encoderConfig(ENCODERS[0]!, config, 'parameters').model).toMatchObject({
      encoder: 'gru',
      hiddenSize: 100,
    })
  })

  test('a GRU that no single layer of convolutions can match is refused with the way out', () => {
    const config = parseConfig({ model: { hiddenSize: 256, embeddingSize: 16, layers: 2 } })
    expect(() => encoderConfig(ENCODERS[3]!, config, 'parameters')).toThrow(
      /CONFIG_INVALID.*cnn.*lower model\.hiddenSize/,
    )
  })

  test('an encoder that is too small to come near is refused with the way out', () => {
    const config = parseConfig({ model: { hiddenSize: 3, embeddingSize: 8 } })
    expect(() => encoderConfig(ENCODERS[1]!, config, 'parameters')).toThrow(
      /CONFIG_INVALID.*lstm.*raise model\.hiddenSize/,
    )
  })
})

describe('with equal data', () => {
  const config = parseConfig({
    model: { layers: 2, ngrams: 3, hiddenSize: 50 },
    training: { unknownPrecision: 0.9, refit: true },
  })

  test('encoders alone have no n-grams, the others those of the configuration', () => {
    for (const encoder of ENCODERS) expect(encoderConfig(encoder, config, 'data').model.ngrams).toBe(0)
    for (const encoder of [linear, gruWithNgrams]) {
      expect(encoderConfig(encoder, config, 'data').model.ngrams).toBe(3)
    }
  })

  test('hidden size and layers are those of the configuration, but for the one layer of cnn', () => {
    const layers = ENCODERS.map((encoder) => encoderConfig(encoder, config, 'data').model)
    expect(layers.map((model) => [model.encoder, model.hiddenSize, model.layers])).toEqual([
      ['gru', 50, 2],
      ['lstm', 50, 2],
      ['rnn', 50, 2],
      ['cnn', 50, 1],
    ])
  })

  test('all texts are answered, none of dev are trained on, and the training is otherwise as configured', () => {
    const { unknownPrecision, refit, ...training } = encoderConfig(ENCODERS[2]!, config, 'data').training
    expect([unknownPrecision, refit]).toEqual([null, false])
    expect({ ...training, unknownPrecision: 0.9, refit: true }).toEqual(config.training)
  })

  test('linear takes no word vectors, which it has no place for', () => {
    const training = { vectors: { file: 'some.vec', trainable: false } }
    const withVectors = parseConfig({ training })
    expect(encoderConfig(linear, withVectors, 'data').training.vectors.file).toBeNull()
    expect(encoderConfig(ENCODERS[3]!, withVectors, 'data').training.vectors).toEqual(training.vectors)
  })

  test('n-grams that the configuration has not are refused', () => {
    const without = parseConfig({ model: { ngrams: 0 } })
    for (const encoder of [linear, gruWithNgrams]) {
      expect(() => encoderConfig(encoder, without, 'data')).toThrow(/CONFIG_INVALID.*leave .* out/)
    }
    expect(() => encoderConfig(ENCODERS[0]!, without, 'data')).not.toThrow()
  })

  test('cnn is refused the last state as its pooling before anything is trained', () => {
    const last = parseConfig({ model: { pooling: 'last' } })
    expect(() => encoderConfig(ENCODERS[3]!, last, 'data')).toThrow(/CONFIG_INVALID.*pooling/)
  })
})

test('the parameters of a GRU are those of its formula, and the total adds embedding and head', () => {
  const { model } = parseConfig({
    model: { embeddingSize: 10, hiddenSize: 6, bidirectional: true, ngrams: 0, pooling: 'max-mean' },
  })
  const encoder = 2 * 3 * (10 * 6 + 6 * 6 + 2 * 6)
  const embedding = 50 * 10
  const head = 2 * 2 * 6 * 4 + 4
  expect(parameterCounts(model, { vocabularySize: 50, classes: 4 })).toEqual({
    encoder,
    total: embedding + encoder + head,
  })
})
