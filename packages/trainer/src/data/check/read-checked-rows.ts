import { columnPresence } from '../column-presence.ts'
import { BadEncoding, type RawRow } from '../raw-row.ts'
import { rawRows } from '../raw-rows.ts'
import type { BadRow, CheckedRow, RowPlace } from './checked-row.ts'

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
}

/**
 * Every row of a part, in order, the bad ones too. Other than for training, a text may be empty or blank, and labels may
 * be a list.
 *
 * @param index - the part's index
 * @throws DATA_FILE_UNREADABLE, DATA_COLUMN_MISSING
 */
export async function* readCheckedRows(
  { name, file }: DataPart,
  index: number,
  { textColumn, labelColumn }: DataColumns,
): AsyncGenerator<CheckedRow | BadRow, void, undefined> {
  const columns = [textColumn, labelColumn]
  const presence = columnPresence(file, columns)
  for await (const raw of rawRows(file, {}, columns)) {
    if (raw.values) presence.see(raw.values)
    const place = placeOf(name, raw)
    const read = readRow(raw, textColumn, labelColumn)
    yield { part: index, place, ...read }
  }
  presence.end()
}

type ReadRow = Pick<CheckedRow, 'text' | 'labels'> | Pick<BadRow, 'kind' | 'reason'>

function placeOf(part: string, { row, line }: RawRow): RowPlace {
  return line === undefined ? { part, row } : { part, row, line }
}

function readRow({ values, problem }: RawRow, textColumn: string, labelColumn: string): ReadRow {
  if (!values) return { kind: 'unreadable', reason: problem ?? 'it cannot be read' }
  const [text, label] = [values.get(textColumn), values.get(labelColumn)]
  if (text instanceof BadEncoding || label instanceof BadEncoding) {
    return { kind: 'encoding', reason: 'bytes that are no UTF-8' }
  }
  if (!values.has(textColumn)) return { kind: 'text', reason: `"${textColumn}" is missing` }
  if (text !== undefined && text !== null && typeof text !== 'string') {
    return { kind: 'text', reason: `"${textColumn}" is no string` }
  }
  const labels = labelsOf(label)
  if (labels === undefined) {
    const what = values.has(labelColumn) ? 'is no label or list of labels' : 'is missing'
    return { kind: 'label', reason: `"${labelColumn}" ${what}` }
  }
  return { text: text ?? '', labels }
}

/** The labels of a value, each once; undefined where it holds what is none. */
function labelsOf(value: unknown): string[] | undefined {
  const values: unknown[] = Array.isArray(value) ? value : [value]
  const labels = new Set<string>()
  for (const one of values) {
    const label = labelText(one)
    if (label === undefined || label.trim() === '') return undefined
    labels.add(label)
  }
  return [...labels]
}

/** Numbers and booleans become their JSON text, as in training. */
function labelText(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value)
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : undefined
}
