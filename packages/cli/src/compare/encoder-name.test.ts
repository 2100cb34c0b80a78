import { expect, test } from 'vitest'
import { parseEncoderNames } from './encoder-name.ts'

test('names keep their order, and only those with n-grams have them', () => {
  expect(parseEncoderNames('cnn, gru+ngrams,linear')).toEqual([
    { name: 'cnn', encoder: 'cnn', withNgrams: false },
    { name: 'gru+ngrams', encoder: 'gru', withNgrams: true },
    { name: 'linear', encoder: 'linear', withNgrams: true },
  ])
})

test.each(['gru,transformer', 'gru,', 'gru,linear+ngrams', 'GRU,lstm'])(
  '%s is refused with the names that there are',
  (list) => {
    expect(() => parseEncoderNames(list)).toThrow(/USAGE.*choose of gru, lstm, rnn, cnn, linear, gru\+ngrams/)
  },
)

test('a name alone or twice is refused', () => {
  expect(() => parseEncoderNames('gru')).toThrow(/USAGE.*two or more/)
  expect(() => parseEncoderNames('gru,lstm,gru')).toThrow(/USAGE.*gru twice/)
})
