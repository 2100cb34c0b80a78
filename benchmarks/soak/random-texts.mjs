import { randomGenerator } from '@textgate/core'

/** Words that the tokenizer of a random bundle knows. */
export const WORDS = [
  ...'my order has not arrived where is the parcel I want a refund for this invoice'.split(' '),
  ...'我 要 退 款 谢 谢 订 单 还 没 有 到 请 问 , . ! 42'.split(' '),
]

/** Words of a text at most: most are short, some are pages. */
const LENGTHS = [4, 12, 12, 30, 30, 80, 400]

/** Texts in English and Chinese of mixed lengths, the same in every run; unknown words and emoji among them. */
export function randomTexts(count) {
  const random = randomGenerator('soak texts')
  const words = [...WORDS, 'unheard-of', '🙂', 'É']
  return Array.from({ length: count }, (_, i) => {
    const length = 1 + random.integer(LENGTHS[i % LENGTHS.length])
    return Array.from({ length }, () => words[random.integer(words.length)]).join(' ')
  })
}
