import { TextgateError } from '@textgate/core'
import type { Segmenter } from './segmenter.ts'

export type { Segmenter } from './segmenter.ts'

/**
 * Chinese words by @node-rs/jieba with its own dictionary, new words guessed by its hidden Markov model. Node only; the
 * package is loaded on this call and not before.
 *
 * @throws TOKENIZER_SEGMENTER_MISSING when @node-rs/jieba is not installed or has no build for this platform
 */
export async function jiebaSegmenter(): Promise<Segmenter> {
  try {
    const [{ Jieba }, { dict }] = await Promise.all([
      import('@node-rs/jieba'),
      import('@node-rs/jieba/dict.js'),
    ])
    const jieba = Jieba.withDict(dict)
    return { name: 'jieba', segment: (text) => jieba.cut(text, true) }
  } catch (cause) {
    throw new TextgateError(
      'TOKENIZER_SEGMENTER_MISSING',
      '@node-rs/jieba could not be loaded; install it beside @textgate/tokenizer (npm install @node-rs/jieba) or set tokenizer.chinese to characters',
      { cause },
    )
  }
}
