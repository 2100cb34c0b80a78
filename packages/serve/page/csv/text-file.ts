import { decodeFile } from './decode-file.ts'
import { type CsvRows, parseCsv, type Separator } from './parse-csv.ts'

/** A CSV file that was read. */
export interface TextFile {
  readonly name: string
  readonly encoding: string
  readonly separator: Separator
  /** All rows, that of the names too. */
  readonly rows: CsvRows
  /** Of the longest row. */
  readonly columns: number
}

/** Reads a file that was chosen. */
export async function readTextFile(file: File): Promise<TextFile> {
  const { text, encoding } = decodeFile(new Uint8Array(await file.arrayBuffer()))
  const { rows, separator } = parseCsv(text)
  const columns = rows.reduce((most, row) => Math.max(most, row.length), 0)
  return { name: file.name, encoding, separator, rows, columns }
}
