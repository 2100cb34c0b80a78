import { createTokenizer } from './create-tokenizer.ts'
import { parseTokenizerJson } from './parse-tokenizer-json.ts'
import { requireSegmenter } from './require-segmenter.ts'
import type { TextgateTokenizer } from './textgate-tokenizer.ts'
import type { TokenizerOptions } from './train-tokenizer.ts'

/**
 * The tokenizer that wrote this `tokenizer.json`.
 *
 * @throws TOKENIZER_INVALID naming the part that is broken or that textgate did not write, or
 *   TOKENIZER_SEGMENTER_MISSING when it segments Chinese and was given no segmenter, or another one
 */
export function loadTokenizer(json: string, { segmenter }: TokenizerOptions = {}): TextgateTokenizer {
  const parts = parseTokenizerJson(json)
  requireSegmenter(parts.config, segmenter, parts.segmenter)
  return createTokenizer(parts, json, segmenter)
}
