import { columnPresence } from '../column-presence.ts'
import { fileKind } from '../file-kind.ts'
import type { RawRow } from '../raw-row.ts'
import { rawRows } from '../raw-rows.ts'
import { readLabels } from '../read-labels.ts'
import { kindOf, readValue } from '../read-value.ts'
import { EncodingProblem, RowProblem } from '../row-problem.ts'
import type { BadRow, CheckedRow } from './checked-row.ts'

/** A labelled file under a name. */
export interface DataPart {
  /** What the report calls it, e.g. `train`; no two parts have the same. */
  readonly name: string
  /** A .jsonl, .csv, .tsv (each also .gz) or .parquet file. */
  readonly file: string
}

/** Where text and label stand. */
export interface DataColumns {
  /** Column or JSON member of the text. */
  readonly textColumn: string
  /** Column or JSON member of the label, or of the list of labels. */
  readonly labelColumn: string
  /** What stands between the labels of a CSV or TSV cell; unless given, a cell is one label. */
  readonly labelSeparator?: string
}

/**
 * Every row of a part, in order, the bad ones too. Other than for training, a text may be empty or blank, and labels may
 * be a list.
 *
 * @param index - the part's index
 * @throws DATA_FILE_UNREADABLE, DATA_COLUMN_MISSING
 */
export async function* readCheckedRows(
  { name: part, file }: DataPart,
  index: number,
  columns: DataColumns,
): AsyncGenerator<CheckedRow | BadRow, void, undefined> {
  const wanted = [columns.textColumn, columns.labelColumn]
  const presence = columnPresence(file, wanted)
  const { format } = fileKind(file)
  const separator = format === 'csv' || format === 'tsv' ? columns.labelSeparator : undefined
  for await (const raw of rawRows(file, {}, wanted)) {
    if (raw.values) presence.see(raw.values)
    const { row, line } = raw
    const { linesBelow, ...read } = readRow(raw, columns, separator)
    yield {
      part: index,
      place: { part, row, ...(line === undefined ? {} : { line: line + linesBelow }) },
      ...read,
    }
  }
  presence.end()
}

type ReadRow = Pick<CheckedRow, 'text' | 'labels'> | Pick<BadRow, 'kind' | 'reason'>

/** @returns also how many lines below the row's first the bad value stands */
function readRow(
  { values, problem }: RawRow,
  { textColumn, labelColumn }: DataColumns,
  separator: string | undefined,
): ReadRow & { linesBelow: number } {
  if (!values) return { kind: 'unreadable', reason: problem ?? 'it cannot be read', linesBelow: 0 }
  let kind: BadRow['kind'] = 'text'
  try {
    const text = readValue(values, textColumn)
    if (typeof text !== 'string') throw new RowProblem(`"${textColumn}" is ${kindOf(text)}, not a string`)
    kind = 'label'
    return { text, labels: readLabels(values, { column: labelColumn }, separator), linesBelow: 0 }
  } catch (error) {
    if (!(error instanceof RowProblem)) throw error
    const { message: reason, linesBelow } = error
    return { kind: error instanceof EncodingProblem ? 'encoding' : kind, reason, linesBelow }
  }
}
