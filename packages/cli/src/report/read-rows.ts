import { TextgateError, type Tokenizer } from '@textgate/core'
import { type LetterShare, letterShare } from './letter-share.ts'

/** What a report needs of the texts. */
export interface ReadRows {
  /** Texts of the wanted rows by row number. */
  readonly texts: ReadonlyMap<number, string>
  /** Tokens that the model reads of each row, int32, shape [rows]. */
  readonly lengths: Int32Array
  /** Of all texts. */
  readonly letters: LetterShare
}

/**
 * Goes through the rows once more and keeps the texts of some.
 *
 * @param wanted - row numbers from 0
 * @param rows - as many as were evaluated
 * @throws DATA_FILE_UNREADABLE where there are not as many any more, as when the data came from a pipe
 */
export async function readRows(
  examples: AsyncIterable<{ readonly text: string }>,
  { file, rows, wanted, tokenizer }: ReadRowsOptions,
): Promise<ReadRows> {
  const texts = new Map<number, string>()
  const lengths = new Int32Array(rows)
  const letters = letterShare()
  let row = 0
  for await (const { text } of examples) {
    if (wanted.has(row)) texts.set(row, text)
    if (row < rows) lengths[row] = tokenizer.encodeIds(text).length
    letters.add(text)
    row++
  }
  if (row === rows) return { texts, lengths, letters }
  throw new TextgateError(
    'DATA_FILE_UNREADABLE',
    `${file} has ${row} rows now and had ${rows} when it was evaluated; a report reads it twice, so give a file that stays as it is`,
    { details: { file, rows: row } },
  )
}

export interface ReadRowsOptions {
  /** For the message. */
  readonly file: string
  readonly rows: number
  readonly wanted: ReadonlySet<number>
  readonly tokenizer: Pick<Tokenizer, 'encodeIds'>
}
