import { randomGenerator } from '@textgate/core'

/** Words that every sample tokenizer knows. */
export const SAMPLE_WORDS: readonly string[] =
  'my order has not arrived where is the parcel I want a refund for this invoice 我 要 退 款 谢 谢 , . ! 42'.split(
    ' ',
  )

/** Random texts of 0 to `longest` words, unknown words and emoji among them. */
export function sampleTexts(count: number, longest = 60, seed = 1): string[] {
  const random = randomGenerator(`texts ${seed}`)
  const words = [...SAMPLE_WORDS, 'unheard-of', '🙂', 'É', 'İ']
  return Array.from({ length: count }, () =>
    Array.from({ length: random.integer(longest + 1) }, () => words[random.integer(words.length)]).join(' '),
  )
}
