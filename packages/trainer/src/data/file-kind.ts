import { TextgateError } from '@textgate/core'

/** Formats that the readers know. */
export type DataFormat = 'jsonl' | 'csv' | 'tsv' | 'parquet'

/** What a data file is, from its name. */
export interface FileKind {
  readonly format: DataFormat
  readonly gzip: boolean
}

const FORMATS: Readonly<Record<string, DataFormat>> = {
  jsonl: 'jsonl',
  ndjson: 'jsonl',
  csv: 'csv',
  tsv: 'tsv',
  tab: 'tsv',
  parquet: 'parquet',
}

/**
 * The kind of a file by its ending: .jsonl, .ndjson, .csv, .tsv, .tab (each also .gz) or .parquet; case does not matter.
 *
 * @param format - the format where the name does not tell; `.gz` is still taken from the name
 * @throws DATA_FILE_UNREADABLE for any other ending
 */
export function fileKind(path: string, format?: DataFormat): FileKind {
  const gzip = /\.gz$/i.test(path)
  const ending = /\.([^./\\]+)$/.exec(gzip ? path.slice(0, -3) : path)?.[1] ?? ''
  const found = format ?? FORMATS[ending.toLowerCase()]
  if (found === undefined || (found === 'parquet' && gzip)) {
    throw new TextgateError(
      'DATA_FILE_UNREADABLE',
      `${path} is of an unknown kind; give a .jsonl, .csv, .tsv (each also .gz) or .parquet file`,
      { details: { file: path } },
    )
  }
  return { format: found, gzip }
}
