import { isTextgateError, type TextgateConfig } from '@textgate/core'
import { readTexts } from '@textgate/trainer/data'
import { segmenterFor } from '../segmenter-for.ts'

/** UTF-16 units of the texts that byte pairs are learnt from: a tokenizer that is only to count needs no more. */
const SAMPLE_UNITS = 1024 * 1024

/** Counts tokens as a model that is trained on the data would see them. */
export interface TokenCounting {
  /** How texts are split: words, characters or bpe. */
  readonly mode: string
  /** Why, a clause. */
  readonly reason: string
  /** Tokens of a text, however many a model reads. */
  readonly count: (text: string) => number
}

/**
 * Chooses the tokenizer as training does, from all texts of a file where the configuration leaves it open. In bpe, numbers
 * are those of byte pairs learnt from the start of the file.
 *
 * @returns undefined where the file has no texts
 * @throws DATA_FILE_UNREADABLE, DATA_COLUMN_MISSING
 */
export async function tokenLength(
  file: string,
  { data, tokenizer, training }: TextgateConfig,
): Promise<TokenCounting | undefined> {
  const { resolveTokenizerConfig, trainTokenizer } = await import('@textgate/tokenizer')
  const texts = (): AsyncIterable<string> =>
    readTexts(file, { textColumn: data.textColumn, onBadRow: 'skip' })
  const needsWords = tokenizer.mode === 'auto' && training.vectors.file !== null
  const wanted = needsWords ? { ...tokenizer, mode: 'words' as const } : tokenizer
  const { config, reason } = await resolveTokenizerConfig(texts(), wanted)
  try {
    const { encodeIds } = await trainTokenizer(
      await startOf(texts()),
      { ...config, minFrequency: 1, maxLength: Number.MAX_SAFE_INTEGER },
      await segmenterFor(config),
    )
    return { mode: config.mode, reason, count: (text) => encodeIds(text).length }
  } catch (error) {
    if (isTextgateError(error, 'VOCABULARY_EMPTY')) return undefined
    throw error
  }
}

async function startOf(texts: AsyncIterable<string>): Promise<string[]> {
  const start: string[] = []
  let units = 0
  for await (const text of texts) {
    start.push(text)
    units += text.length
    if (units >= SAMPLE_UNITS) break
  }
  return start
}
