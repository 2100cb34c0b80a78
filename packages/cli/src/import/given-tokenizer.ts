import { readFile } from 'node:fs/promises'
import { type TextgateConfig, TextgateError } from '@textgate/core'
import type { TextgateTokenizer } from '@textgate/tokenizer'
import { segmenterFor } from '../segmenter-for.ts'
import { readLines } from './read-lines.ts'

/** Where the tokens of a model are written down. */
export interface VocabularyFiles {
  /** A tokenizer.json of textgate. */
  readonly tokenizer?: string
  /** One token a line, in the order of their ids. */
  readonly vocabulary?: string
}

/**
 * The tokenizer of a model of another library, whose ids are rows of its embedding.
 *
 * @param rows - of the embedding
 * @throws USAGE where neither file is named, TOKENIZER_INVALID, TOKENIZER_MISMATCH where it has more or fewer ids than rows
 */
export async function givenTokenizer(
  files: VocabularyFiles,
  rows: number,
  { tokenizer: config }: TextgateConfig,
): Promise<TextgateTokenizer> {
  const tokenizer = await openTokenizer(files, config)
  if (tokenizer.vocabularySize === rows) return tokenizer
  const file = files.tokenizer ?? files.vocabulary
  throw new TextgateError(
    'TOKENIZER_MISMATCH',
    `${file} has ${tokenizer.vocabularySize} tokens, and the embedding ${rows} rows; name the tokens that the model was trained with, padding and unknown included`,
    { details: { file, tokens: tokenizer.vocabularySize, rows } },
  )
}

async function openTokenizer(
  { tokenizer, vocabulary }: VocabularyFiles,
  config: TextgateConfig['tokenizer'],
): Promise<TextgateTokenizer> {
  const { loadTokenizer, vocabularyTokenizer } = await import('@textgate/tokenizer')
  if (vocabulary !== undefined) {
    return vocabularyTokenizer(await readLines(vocabulary), config, await segmenterFor(config))
  }
  if (tokenizer === undefined) {
    throw new TextgateError(
      'USAGE',
      'the file has no tokens; name them with --tokenizer tokenizer.json or --vocabulary FILE',
    )
  }
  const json = await readFile(tokenizer, 'utf8').catch((cause) => {
    throw new TextgateError(
      'TOKENIZER_INVALID',
      `${tokenizer} cannot be read (${(cause as Error).message})`,
      {
        details: { file: tokenizer },
        cause,
      },
    )
  })
  return loadTokenizer(json, await segmenterFor(config))
}
