import type { TokenizerConfig } from '@textgate/core'
import type { Segmenter } from '@textgate/tokenizer'

/** The Chinese word segmenter that a configuration asks for; nothing is loaded where it asks for none. */
export async function segmenterFor(config: TokenizerConfig): Promise<{ segmenter?: Segmenter }> {
  if (config.chinese !== 'jieba') return {}
  const { jiebaSegmenter } = await import('@textgate/tokenizer/jieba')
  return { segmenter: await jiebaSegmenter() }
}
