import type { LabelledText, MultiLabelledText } from '@textgate/core'
import { columnPresence } from './column-presence.ts'
import { type DataFormat, fileKind } from './file-kind.ts'
import type { RawRow } from './raw-row.ts'
import { rawRows } from './raw-rows.ts'
import { readLabel, readLabels } from './read-labels.ts'
import { kindOf, readValue } from './read-value.ts'
import { labelIsList, type RowComplaint, rowsInvalid, SHOWN_COMPLAINTS } from './row-complaints.ts'
import { ListProblem, RowProblem } from './row-problem.ts'

/** How texts are read. */
export interface ReadTextsOptions {
  /** Column or JSON member of the text. */
  readonly textColumn: string
  /** fail (the default): the whole file is read, then DATA_ROW_INVALID is thrown. skip: bad rows are passed over. */
  readonly onBadRow?: 'fail' | 'skip'
  /** Told of each row that was passed over. */
  readonly onSkip?: (complaint: RowComplaint) => void
  /** The format where the file's name does not tell. */
  readonly format?: DataFormat
  /** Whether "…" encloses fields of CSV and TSV; true unless given. */
  readonly quotes?: boolean
}

/** How texts of one label each are read. */
export interface ReadExamplesOptions extends ReadTextsOptions {
  /** Column or JSON member of the label. */
  readonly labelColumn: string
  /** The labels that are known; any other is a complaint. All are taken unless given. */
  readonly labels?: readonly string[]
}

/** How texts of any number of labels each are read. */
export interface ReadMultiExamplesOptions extends ReadExamplesOptions {
  /** What stands between the labels of a CSV or TSV cell; `|` unless given. */
  readonly labelSeparator?: string
}

/**
 * Labelled texts of a .jsonl, .csv, .tsv (each also .gz) or .parquet file, streamed.
 *
 * A text must be a string that is not blank. A label must be a string that is not blank, or a number or boolean, which
 * becomes its JSON text (1 and true become "1" and "true"). Both are given as they stand, untrimmed. Once a row is bad
 * under `onBadRow: 'fail'`, no more rows are given, but the file is read on so that all bad rows are counted.
 *
 * @throws DATA_FILE_UNREADABLE, DATA_COLUMN_MISSING, DATA_ROW_INVALID
 * @throws DATA_LABEL_IS_LIST at the first row with a list of labels, whatever `onBadRow`
 */
export async function* readExamples(
  path: string,
  options: ReadExamplesOptions,
): AsyncGenerator<LabelledText, void, undefined> {
  const { textColumn, labelColumn } = options
  const known = options.labels && new Set(options.labels)
  yield* readRows(path, options, [textColumn, labelColumn], (values) => ({
    text: readText(values, textColumn),
    label: readLabel(values, { column: labelColumn, known }),
  }))
}

/**
 * Texts with any number of labels each; see `readExamples`. In JSONL and Parquet a list holds the labels, `[]` is none,
 * and a bare label is the one that there is. In CSV and TSV a cell holds them with `labelSeparator` between, blanks around
 * each are left out, and an empty cell is none. A label that a row has twice is given once; a label that is empty, or a
 * list inside the list, makes the row bad.
 *
 * @throws DATA_FILE_UNREADABLE, DATA_COLUMN_MISSING, DATA_ROW_INVALID
 */
export async function* readMultiExamples(
  path: string,
  options: ReadMultiExamplesOptions,
): AsyncGenerator<MultiLabelledText, void, undefined> {
  const { textColumn, labelColumn, labelSeparator = '|' } = options
  const known = options.labels && new Set(options.labels)
  const { format } = fileKind(path, options.format)
  const separator = format === 'csv' || format === 'tsv' ? labelSeparator : undefined
  yield* readRows(path, options, [textColumn, labelColumn], (values) => ({
    text: readText(values, textColumn),
    labels: readLabels(values, { column: labelColumn, known }, separator),
  }))
}

/** Texts of a file that needs no labels; see `readExamples`. */
export async function* readTexts(
  path: string,
  options: ReadTextsOptions,
): AsyncGenerator<string, void, undefined> {
  yield* readRows(path, options, [options.textColumn], (values) => readText(values, options.textColumn))
}

async function* readRows<T>(
  path: string,
  options: ReadTextsOptions,
  columns: readonly string[],
  read: (values: ReadonlyMap<string, unknown>) => T,
): AsyncGenerator<T, void, undefined> {
  const complaints: RowComplaint[] = []
  const presence = columnPresence(path, columns)
  let bad = 0
  let rows = 0
  for await (const raw of rawRows(path, options, columns)) {
    rows++
    if (raw.values) presence.see(raw.values)
    const result = tryRow(path, raw, read)
    if ('value' in result) {
      if (bad === 0 || options.onBadRow === 'skip') yield result.value
      continue
    }
    bad++
    const complaint: RowComplaint = { file: path, row: raw.row, ...result.complaint }
    if (options.onBadRow === 'skip') options.onSkip?.(complaint)
    else if (complaints.length < SHOWN_COMPLAINTS) complaints.push(complaint)
  }
  presence.end()
  if (complaints.length > 0) throw rowsInvalid(path, complaints, bad, rows)
}

function tryRow<T>(
  path: string,
  { row, line, values, problem }: RawRow,
  read: (values: ReadonlyMap<string, unknown>) => T,
): { value: T } | { complaint: Pick<RowComplaint, 'line' | 'reason'> } {
  const place = (below: number): { line?: number } => (line === undefined ? {} : { line: line + below })
  if (!values) return { complaint: { ...place(0), reason: problem ?? 'it cannot be read' } }
  try {
    return { value: read(values) }
  } catch (error) {
    if (error instanceof ListProblem) throw labelIsList(path, { row, ...place(0) })
    if (!(error instanceof RowProblem)) throw error
    return { complaint: { ...place(error.linesBelow), reason: error.message } }
  }
}

function readText(values: ReadonlyMap<string, unknown>, column: string): string {
  const text = readValue(values, column)
  if (typeof text !== 'string') throw new RowProblem(`"${column}" is ${kindOf(text)}, not a string`)
  if (text.trim() === '') throw new RowProblem(`"${column}" is ${text === '' ? 'empty' : 'blank'}`)
  return text
}
