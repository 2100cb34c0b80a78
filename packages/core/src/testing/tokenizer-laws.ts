import type { Tokenizer } from '../tokenizer.ts'

/** One law: a claim, and a check that throws when the tokenizer breaks it on a text. */
export interface TokenizerLaw {
  readonly claim: string
  /** Throws an Error that says what differs when the tokenizer breaks the law on this text. */
  check(tokenizer: Tokenizer, text: string): void
}

/** The laws that each tokenizer must pass on any string; run them with random and real texts. */
export const tokenizerLaws: readonly TokenizerLaw[] = [
  {
    claim: 'the same text gives the same ids',
    check: (tokenizer, text) => sameIds(tokenizer.encode(text).ids, tokenizer.encode(text).ids),
  },
  {
    claim: 'encodeIds gives the ids of encode',
    check: (tokenizer, text) => sameIds(tokenizer.encodeIds(text), tokenizer.encode(text).ids),
  },
  {
    claim: 'every id is in the vocabulary and none is padding',
    check: (tokenizer, text) => {
      for (const id of tokenizer.encode(text).ids) {
        if (id <= 0 || id >= tokenizer.vocabularySize)
          throw new Error(`id ${id} of ${tokenizer.vocabularySize}`)
      }
    },
  },
  {
    claim: 'offsets lie in the text, start before they end, and never go back',
    check: (tokenizer, text) => {
      const { ids, offsets } = tokenizer.encode(text)
      if (offsets.length !== ids.length * 2)
        throw new Error(`${offsets.length} offsets for ${ids.length} ids`)
      let previous = 0
      for (let i = 0; i < offsets.length; i += 2) {
        const start = offsets[i] as number
        const end = offsets[i + 1] as number
        if (start < previous || end < start || end > text.length) {
          throw new Error(`token ${i / 2} is [${start}, ${end}) after ${previous} in ${text.length} units`)
        }
        previous = start
      }
    },
  },
]

function sameIds(a: Int32Array, b: Int32Array): void {
  if (a.length !== b.length || a.some((id, i) => id !== b[i])) {
    throw new Error(`[${a.join(' ')}] differs from [${b.join(' ')}]`)
  }
}
