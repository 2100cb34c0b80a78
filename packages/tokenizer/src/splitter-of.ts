import type { ResolvedTokenizerConfig } from '@textgate/core'
import type { Segmenter } from './segmenter.ts'
import type { Split } from './split.ts'
import { splitCharacters } from './split-characters.ts'
import { splitPieces } from './split-pieces.ts'
import { wordSplitter } from './split-words.ts'

/** The way of splitting that a configuration asks for. */
export function splitterOf(config: ResolvedTokenizerConfig, segmenter: Segmenter | undefined): Split {
  if (config.mode === 'bpe') return splitPieces
  if (config.mode === 'characters') return splitCharacters
  return wordSplitter({
    digitsApart: config.numbers === 'digits',
    segmenter: config.chinese === 'jieba' ? segmenter : undefined,
  })
}
