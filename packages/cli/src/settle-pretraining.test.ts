import { parseConfig } from '@textgate/core'
import { describe, expect, test } from 'vitest'
import { refuseUselessTexts, settlePretraining } from './settle-pretraining.ts'

const MANY = 20_000
const settled = (config: object, tokens: number, hasUnlabelled = false) =>
  settlePretraining(parseConfig(config), { tokens, hasUnlabelled }).training.pretraining

describe('what auto is', () => {
  test.each([
    ['many tokens', {}, MANY, false, 'skip-gram'],
    ['few tokens', {}, MANY - 1, false, 'none'],
    ['few tokens, some of texts without labels', {}, 5000, true, 'skip-gram'],
    ['n-grams alone', { model: { encoder: 'linear' } }, MANY, true, 'none'],
    ['vectors of a file', { training: { vectors: { file: 'a.vec' } } }, MANY, false, 'none'],
    ['a CNN', { model: { encoder: 'cnn', pooling: 'max' } }, MANY, false, 'skip-gram'],
  ])('%s', (_, config, tokens, hasUnlabelled, expected) => {
    expect(settled(config, tokens, hasUnlabelled)).toBe(expected)
  })
})

test.each(['none', 'skip-gram'])(
  '%s that was asked for stays, with much text and with little',
  (pretraining) => {
    for (const tokens of [10, MANY]) expect(settled({ training: { pretraining } }, tokens)).toBe(pretraining)
  },
)

test('texts without labels are refused where nothing would be learnt from them, and only there', () => {
  const refusal = (config: object, files: string[] | undefined) => () =>
    refuseUselessTexts(parseConfig(config), files)
  const none = { training: { pretraining: 'none' } }
  expect(refusal(none, ['a.txt'])).toThrow('training.pretraining is none')
  expect(refusal({ model: { encoder: 'linear' } }, ['a.txt'])).toThrow('encoder linear has no embedding')
  expect(refusal(none, undefined)).not.toThrow()
  expect(refusal({}, ['a.txt'])).not.toThrow()
})
