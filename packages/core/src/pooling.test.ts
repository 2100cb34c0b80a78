import { describe, expect, test } from 'vitest'
import { parseConfig, parseModelConfig, type TextgateConfigInput } from './config.ts'
import { isTextgateError } from './errors.ts'
import { hasAttention, POOLINGS, pooledWidth, poolingParts, requireAttention } from './pooling.ts'
import { PRESETS, type PresetName } from './presets.ts'

const PARTS = ['last', 'max', 'mean', 'attention'] as const

test('poolings are all choices of last, max, mean and attention, in this order', () => {
  const choices = Array.from({ length: 15 }, (_, i) =>
    PARTS.filter((_, part) => ((i + 1) >> part) & 1).join('-'),
  )
  expect([...POOLINGS].sort()).toEqual(choices.sort())
})

test.each(POOLINGS)('%s is as wide as its parts, attention once for each head', (pooling) => {
  const attentionHeads = pooling.endsWith('attention') ? 3 : 1
  const config = parseModelConfig({ pooling, attentionHeads })
  expect(poolingParts(pooling).join('-')).toBe(pooling)
  const plain = poolingParts(pooling).filter((part) => part !== 'attention').length
  expect(pooledWidth(config, 10)).toBe(10 * plain + (pooling.endsWith('attention') ? 30 : 0))
})

test('one head of 64 hidden units is the default', () => {
  expect(parseModelConfig({})).toMatchObject({ attentionHeads: 1, attentionSize: 64 })
})

describe('a model section is refused by key', () => {
  test.each([
    ['a part that is named twice', { pooling: 'max-max' }, 'pooling'],
    ['parts in another order', { pooling: 'mean-max' }, 'pooling'],
    ['no part', { pooling: '' }, 'pooling'],
    ['no head', { pooling: 'attention', attentionHeads: 0 }, 'attentionHeads'],
    ['too many heads', { pooling: 'attention', attentionHeads: 17 }, 'attentionHeads'],
    ['half a hidden unit', { pooling: 'attention', attentionSize: 0.5 }, 'attentionSize'],
    ['too many hidden units', { pooling: 'attention', attentionSize: 4097 }, 'attentionSize'],
    ['the last state of convolutions', { encoder: 'cnn', pooling: 'last-max' }, 'pooling'],
    ['heads of no attention', { pooling: 'max-mean', attentionHeads: 4 }, 'attentionHeads'],
    ['hidden units of no attention', { pooling: 'max', attentionSize: 32 }, 'attentionSize'],
  ])('%s', (_, model, key) => {
    expect(refusedKeys(model)).toContain(`model.${key}`)
  })

  test('and what the key needs is said', () => {
    expect(() => parseModelConfig({ pooling: 'max', attentionHeads: 4 })).toThrow(
      'model.attentionHeads: needs attention in model.pooling, such as max-attention',
    )
  })
})

test.each(POOLINGS)('attention is asked of %s', (pooling) => {
  const ask = () => requireAttention({ encoder: 'gru', pooling })
  expect(hasAttention({ encoder: 'gru', pooling })).toBe(pooling.endsWith('attention'))
  if (pooling.endsWith('attention')) expect(ask).not.toThrow()
  else expect(ask).toThrow(expect.objectContaining({ code: 'ATTENTION_MISSING' }))
})

test('who has no attention is told the key and a value of it to train with', () => {
  expect(() => requireAttention({ encoder: 'gru', pooling: 'last-max' })).toThrow(
    /model\.pooling of this model is last-max.*such as last-max-attention/,
  )
})

test('a model of n-grams alone is told that its encoder has no states', () => {
  const refused = { code: 'ATTENTION_MISSING', details: { key: 'model.encoder' } }
  expect(hasAttention({ encoder: 'linear', pooling: 'attention' })).toBe(false)
  expect(() => requireAttention({ encoder: 'linear', pooling: 'attention' })).toThrow(
    expect.objectContaining(refused),
  )
})

function refusedKeys(model: object): string[] {
  try {
    parseModelConfig(model)
  } catch (error) {
    if (!isTextgateError(error, 'CONFIG_INVALID')) throw error
    return (error.details.problems as { key: string }[]).map(({ key }) => key)
  }
  return []
}

test.each(Object.keys(PRESETS) as PresetName[])('any pooling may be set over the preset %s', (name) => {
  const preset: TextgateConfigInput = PRESETS[name]
  for (const pooling of POOLINGS) {
    expect(parseConfig({ ...preset, model: { ...preset.model, pooling } }).model.pooling).toBe(pooling)
  }
})
