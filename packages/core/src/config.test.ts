import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  configJsonSchema,
  fillConfig,
  parseConfig,
  parseStoredConfig,
  parseTokenizerConfig,
  type TextgateConfigInput,
} from './config.ts'
import { isTextgateError } from './errors.ts'
import { PRESETS } from './presets.ts'

function refusal(json: unknown): { key: string; reason: string }[] {
  try {
    parseConfig(json)
  } catch (error) {
    if (isTextgateError(error, 'CONFIG_INVALID')) {
      return (error.details.problems ?? []) as { key: string; reason: string }[]
    }
    throw error
  }
  throw new Error('was accepted')
}

describe('parseConfig', () => {
  test('an empty configuration gets every default', () => {
    const config = parseConfig({})
    expect(config.model).toMatchObject({ encoder: 'gru', hiddenSize: 128, dropout: { embedding: 0.5 } })
    expect(config.tokenizer.truncation).toBe('head-tail')
    expect(config.version).toBe(1)
  })

  test('parsing a parsed configuration changes nothing', () => {
    for (const preset of Object.values(PRESETS) as TextgateConfigInput[]) {
      const config = parseConfig(preset)
      expect(parseConfig(JSON.parse(JSON.stringify(config)))).toEqual(config)
    }
  })

  test.each([
    ['an unknown key', { modle: {} }, 'modle'],
    ['an unknown key inside', { model: { hidden: 3 } }, 'model.hidden'],
    ['a wrong type', { model: { hiddenSize: '128' } }, 'model.hiddenSize'],
    ['a fraction of a unit', { model: { hiddenSize: 1.5 } }, 'model.hiddenSize'],
    ['a dropout of 1', { model: { dropout: { pooled: 1 } } }, 'model.dropout.pooled'],
    ['an unknown encoder', { model: { encoder: 'transformer' } }, 'model.encoder'],
    ['stacked convolutions', { model: { encoder: 'cnn', layers: 2 } }, 'model.layers'],
    ['the last state of convolutions', { model: { encoder: 'cnn', pooling: 'last' } }, 'model.pooling'],
    ['n-grams alone without any', { model: { encoder: 'linear', ngrams: 0 } }, 'model.ngrams'],
    ['filters wider than 9', { model: { filterWidths: [3, 10] } }, 'model.filterWidths.1'],
    ['no filters', { model: { filterWidths: [] } }, 'model.filterWidths'],
    ['the same width twice', { model: { filterWidths: [3, 3] } }, 'model.filterWidths'],
    ['widths that fall', { model: { filterWidths: [5, 3] } }, 'model.filterWidths'],
    [
      'vectors without an embedding',
      { model: { encoder: 'linear' }, training: { vectors: { file: 'glove.txt' } } },
      'training.vectors.file',
    ],
    ['jieba in character mode', { tokenizer: { mode: 'characters', chinese: 'jieba' } }, 'tokenizer.chinese'],
    [
      'a BPE vocabulary below its bytes',
      { tokenizer: { mode: 'bpe', maxVocabulary: 100 } },
      'tokenizer.maxVocabulary',
    ],
    ['layer dropout with one layer', { model: { dropout: { layer: 0.2 } } }, 'model.dropout.layer'],
    [
      'windows that never go on',
      { model: { longText: 'windows', windowLength: 32, windowOverlap: 32 } },
      'model.windowOverlap',
    ],
    ['the windows of texts that are read as one', { model: { windowLength: 100 } }, 'model.windowLength'],
    [
      'texts that are cut before a second window',
      { tokenizer: { maxLength: 256 }, model: { longText: 'windows' } },
      'tokenizer.maxLength',
    ],
    ['n-grams longer than the hash knows', { model: { ngrams: 5 } }, 'model.ngrams'],
    ['buckets that are no power of two', { model: { ngramBuckets: 5000 } }, 'model.ngramBuckets'],
    [
      'frozen vectors of no file',
      { training: { vectors: { trainable: false } } },
      'training.vectors.trainable',
    ],
    [
      'vectors of words for parts of words',
      { tokenizer: { mode: 'bpe' }, training: { vectors: { file: 'glove.txt' } } },
      'training.vectors.file',
    ],
    [
      'class weights of head multi',
      { model: { head: 'multi' }, training: { classWeights: 'balanced' } },
      'training.classWeights',
    ],
    [
      'a metric that head multi has not',
      { model: { head: 'multi' }, training: { metric: 'accuracy' } },
      'training.metric',
    ],
    [
      'unknown texts of head multi',
      { model: { head: 'multi' }, training: { unknownPrecision: 0.9 } },
      'training.unknownPrecision',
    ],
    ['a precision of 1', { training: { unknownPrecision: 1 } }, 'training.unknownPrecision'],
    ['a metric of an order without one', { training: { metric: 'quadraticKappa' } }, 'training.metric'],
    [
      'smoothing of targets that are soft',
      { model: { head: 'ordinal' }, training: { labelSmoothing: 0.1 } },
      'training.labelSmoothing',
    ],
    ['an order of labels without head ordinal', { data: { labelOrder: ['a', 'b'] } }, 'data.labelOrder'],
    [
      'a label twice in the order',
      { model: { head: 'ordinal' }, data: { labelOrder: ['a', 'b', 'a'] } },
      'data.labelOrder',
    ],
    ['NaN', { training: { learningRate: Number.NaN } }, 'training.learningRate'],
  ])('%s is refused by name', (_case, json, key) => {
    expect(refusal(json).map((problem) => problem.key)).toContain(key)
  })

  test('every encoder is there, each by its name alone', () => {
    for (const encoder of ['gru', 'lstm', 'rnn', 'cnn', 'linear'] as const) {
      expect(parseConfig({ model: { encoder } }).model.encoder).toBe(encoder)
    }
    expect(parseConfig({ model: { encoder: 'cnn' } }).model.filterWidths).toEqual([3, 4, 5])
  })

  test('the tokenizer is chosen from the texts unless told, also where Chinese is to be segmented', () => {
    expect(parseConfig({}).tokenizer.mode).toBe('auto')
    expect(parseConfig({ tokenizer: { chinese: 'jieba' } }).tokenizer).toMatchObject({
      mode: 'auto',
      chinese: 'jieba',
    })
  })

  test('the most tokens are by themselves those of how long texts are read, and a number stays', () => {
    const windows = { model: { longText: 'windows' } } as const
    expect(parseConfig({}).tokenizer.maxLength).toBe(400)
    expect(parseConfig(windows).tokenizer.maxLength).toBe(32_768)
    expect(parseConfig({ ...windows, tokenizer: { maxLength: 900 } }).tokenizer.maxLength).toBe(900)
    expect(parseTokenizerConfig({ maxLength: 'auto' }).maxLength).toBe(400)
    expect(fillConfig(windows).tokenizer.maxLength).toBe('auto')
  })

  test('the hidden units of attention may be set where windows are attended to, and its heads may not', () => {
    const model = { longText: 'hierarchical', attentionSize: 32 } as const
    expect(parseConfig({ model: { ...model, pooling: 'max' } }).tokenizer.maxLength).toBe(32_768)
    expect(refusal({ model: { ...model, pooling: 'max', attentionHeads: 2 } })[0]?.key).toBe(
      'model.attentionHeads',
    )
    expect(refusal({ model: { ...model, longText: 'windows', pooling: 'max' } })[0]?.key).toBe(
      'model.attentionSize',
    )
  })

  test('n-grams alone are of the whole text, so nothing is cut before a window', () => {
    const model = { encoder: 'linear', longText: 'windows' } as const
    expect(parseConfig({ model, tokenizer: { maxLength: 100 } }).tokenizer.maxLength).toBe(100)
  })

  test('a bundle of before windows reads texts as one, whatever the most tokens are', () => {
    const stored = parseStoredConfig({ tokenizer: { maxLength: 200 }, model: { hiddenSize: 8 } })
    expect(stored.model.longText).toBe('truncate')
    expect(stored.tokenizer.maxLength).toBe(200)
    for (const model of [null, 'gru', 7]) expect(() => parseStoredConfig({ model })).toThrow('CONFIG_INVALID')
  })

  test('n-grams of a bundle of before they could share weights share none', () => {
    expect(parseStoredConfig({ training: { ngramPriors: 'naive-bayes' } }).training).toMatchObject({
      ngramPriors: 'naive-bayes',
      ngramSharing: 'none',
    })
    expect(parseStoredConfig({ training: { ngramSharing: 'prefixes' } }).training.ngramSharing).toBe(
      'prefixes',
    )
  })

  test('n-grams of a bundle of before their length was chosen are as long as they are', () => {
    expect(parseStoredConfig({ training: {} }).training.ngramLength).toBe('fixed')
    expect(parseConfig({ training: {} }).training.ngramLength).toBe('auto')
  })

  test('vectors are learnt before training where there is an embedding that no file begins', () => {
    const training = { pretraining: 'skip-gram' } as const
    const at = (config: object) => refusal(config)[0]
    expect(at({ training, model: { encoder: 'linear' } })?.key).toBe('training.pretraining')
    expect(at({ training: { ...training, vectors: { file: 'a.vec' } } })?.reason).toContain('vectors.file')
    expect(parseConfig({ training }).training.pretraining).toBe('skip-gram')
  })

  test('a bundle of before pretraining had none', () => {
    expect(parseStoredConfig({ training: {} }).training.pretraining).toBe('none')
    expect(parseStoredConfig({ training: { pretraining: 'skip-gram' } }).training.pretraining).toBe(
      'skip-gram',
    )
  })

  test('n-grams of a bundle of before priors have none', () => {
    const ofStored = (training: object) => parseStoredConfig({ training }).training
    expect(ofStored({ calibration: 'temperature' })).toMatchObject({
      ngramPriors: 'none',
      calibration: 'temperature',
    })
    expect(ofStored({ ngramPriors: 'naive-bayes' })).toMatchObject({
      ngramPriors: 'naive-bayes',
      calibration: 'none',
    })
  })

  test('every wrong key is named at once', () => {
    const keys = refusal({ model: { layers: 0, depth: 2 }, training: { epochs: 'ten' } }).map(
      ({ key }) => key,
    )
    expect(keys).toEqual(expect.arrayContaining(['model.layers', 'model.depth', 'training.epochs']))
  })

  test('a newer version is refused as newer', () => {
    expect(() => parseConfig({ version: 2 })).toThrow(/version 2 is newer/)
  })

  test('whatever JSON comes in, it is parsed or refused with CONFIG_INVALID', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        try {
          parseConfig(json)
        } catch (error) {
          expect(isTextgateError(error, 'CONFIG_INVALID')).toBe(true)
        }
      }),
    )
  })

  test('the JSON Schema describes every key of every section', () => {
    const schema = configJsonSchema() as {
      properties: Record<string, { properties?: Record<string, { description?: string }> }>
    }
    const config = parseConfig({}) as unknown as Record<string, Record<string, unknown>>
    for (const section of ['data', 'tokenizer', 'model', 'training']) {
      const described = schema.properties[section]?.properties ?? {}
      expect(Object.keys(described).sort()).toEqual(Object.keys(config[section] as object).sort())
      for (const [key, { description }] of Object.entries(described)) {
        if (key !== 'dropout') expect(description, `${section}.${key}`).toBeTruthy()
      }
    }
  })
})
