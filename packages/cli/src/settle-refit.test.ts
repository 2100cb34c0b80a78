import { parseConfig } from '@textgate/core'
import { describe, expect, test } from 'vitest'
import { settleRefit } from './settle-refit.ts'

const refitOf = (config: object, hasDevFile: boolean) =>
  settleRefit(parseConfig(config), { hasDevFile }).training.refit

describe('what auto is', () => {
  test.each([
    ['dev cut off, n-grams beside a GRU', {}, false, 'ngrams'],
    ['dev cut off, n-grams alone', { model: { encoder: 'linear' } }, false, 'ngrams'],
    ['dev cut off, no n-grams', { model: { ngrams: 0 } }, false, false],
    ['a dev file', {}, true, false],
  ])('%s', (_, config, hasDevFile, expected) => {
    expect(refitOf(config, hasDevFile)).toBe(expected)
  })
})

test.each([true, false, 'ngrams'])('%s that was asked for stays, with a dev file and without', (refit) => {
  for (const hasDevFile of [true, false]) expect(refitOf({ training: { refit } }, hasDevFile)).toBe(refit)
})
