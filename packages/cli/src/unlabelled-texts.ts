import type { TextgateTokenizer } from '@textgate/tokenizer'
import type { TokenSequences } from '@textgate/trainer'
import { type ReadTextsOptions, readTexts } from '@textgate/trainer/data'
import { badRowNotes } from './bad-rows.ts'
import type { Output } from './output.ts'
import { refuseUnreadable } from './refuse-unreadable.ts'

/** Files of texts without labels, streamed as often as they are asked for. */
export interface UnlabelledFiles {
  /** @throws DATA_* where a file is missing or has no such column */
  refuseUnreadable(): Promise<void>
  texts(): AsyncGenerator<string>
  /** Undefined where there are no files. */
  encode(tokenizer: TextgateTokenizer): Promise<TokenSequences | undefined>
}

/** The rows of all files that have a text, whatever labels they have. */
export function unlabelledTexts(
  files: readonly string[],
  { textColumn, onBadRow }: Required<Pick<ReadTextsOptions, 'textColumn' | 'onBadRow'>>,
  output: Output,
): UnlabelledFiles {
  /** @param isTold - whether rows that are skipped are told of */
  async function* texts(isTold: boolean): AsyncGenerator<string> {
    for (const file of files) {
      const skipped = isTold ? badRowNotes(file, output) : undefined
      yield* readTexts(file, { textColumn, onBadRow, ...(skipped ? { onSkip: skipped.onSkip } : {}) })
      skipped?.summarise()
    }
  }
  return {
    texts: () => texts(false),
    refuseUnreadable: async () => {
      for (const file of files) await refuseUnreadable(readTexts(file, { textColumn, onBadRow }))
    },
    encode: async (tokenizer) => {
      if (files.length === 0) return undefined
      const { encodeTexts } = await import('@textgate/trainer')
      const encoded = await encodeTexts(tokenizer, texts(true))
      output.note(`${encoded.offsets.length - 1} texts without labels, ${encoded.ids.length} tokens`)
      return encoded
    },
  }
}
