import { fileBytes } from './file-bytes.ts'
import { type DataFormat, fileKind } from './file-kind.ts'
import type { RawRow } from './raw-row.ts'
import { readDelimited } from './read-delimited.ts'
import { readJsonl } from './read-jsonl.ts'
import { readParquet } from './read-parquet.ts'

/** How a file is written, where its name does not tell. */
export interface RawRowsOptions {
  readonly format?: DataFormat
  /** Whether "…" encloses fields of CSV and TSV; true unless given. */
  readonly quotes?: boolean
}

/** The rows of a data file of any kind. @throws DATA_FILE_UNREADABLE */
export function rawRows(
  path: string,
  { format, quotes = true }: RawRowsOptions,
  columns: readonly string[],
): AsyncIterable<RawRow> {
  const kind = fileKind(path, format)
  switch (kind.format) {
    case 'parquet':
      return readParquet(path, columns)
    case 'jsonl':
      return readJsonl(path, fileBytes(path, kind.gzip), columns)
    case 'csv':
      return readDelimited(path, fileBytes(path, kind.gzip), { delimiter: ',', quotes })
    case 'tsv':
      return readDelimited(path, fileBytes(path, kind.gzip), { delimiter: '\t', quotes })
  }
}
