import { TextgateError, type TokenizerConfig } from '@textgate/core'
import type { Segmenter } from './segmenter.ts'

const WAY_OUT =
  'install @node-rs/jieba and pass `{ segmenter: await jiebaSegmenter() }` from @textgate/tokenizer/jieba'

/**
 * Checks that a configuration that segments Chinese has its segmenter.
 *
 * @param name - the segmenter that the tokenizer was trained with, when known
 * @throws TOKENIZER_SEGMENTER_MISSING when there is none, or one of another name
 */
export function requireSegmenter(
  config: TokenizerConfig,
  segmenter: Segmenter | undefined,
  name: string | undefined,
): void {
  if (config.chinese !== 'jieba') return
  if (segmenter === undefined) {
    throw new TextgateError(
      'TOKENIZER_SEGMENTER_MISSING',
      `this tokenizer segments Chinese words but was given no segmenter; ${WAY_OUT}`,
    )
  }
  if (name !== undefined && segmenter.name !== name) {
    throw new TextgateError(
      'TOKENIZER_SEGMENTER_MISSING',
      `this tokenizer was trained with segmenter ${name} but was given ${segmenter.name}, which finds other words; ${WAY_OUT}`,
      { details: { trainedWith: name, given: segmenter.name } },
    )
  }
}
