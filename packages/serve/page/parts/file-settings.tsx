import type { TextFile } from '../csv/text-file.ts'
import { useWords } from '../words/language.ts'
import { useNumbers } from '../words/numbers.ts'

/** What of a file are the texts. */
export interface FileReading {
  readonly hasNames: boolean
  /** Number of the column. */
  readonly column: number
}

/** Says what a file has, and lets the reader choose what of it are the texts. */
export function FileSettings(props: {
  readonly file: TextFile
  readonly reading: FileReading
  readonly isLocked: boolean
  readonly onChange: (reading: FileReading) => void
}) {
  const { file, reading, isLocked, onChange } = props
  const words = useWords()
  const numbers = useNumbers()
  const rows = file.rows.length - (reading.hasNames ? 1 : 0)
  const nameOf = (column: number): string =>
    (reading.hasNames ? file.rows[0]?.[column] : undefined) || words.columnNumber(column + 1)
  return (
    <div class="file-settings">
      <p>
        <strong dir="auto">{file.name}</strong>{' '}
        <span class="note">
          {words.rowsAndColumns(numbers.count(rows), numbers.count(file.columns))}
          {file.encoding !== 'utf-8' && `, ${words.otherEncoding(file.encoding.toUpperCase())}`}
        </span>
      </p>
      <div class="fields">
        <label>
          {words.textColumn}
          <select
            value={reading.column}
            disabled={isLocked}
            onChange={({ currentTarget }) => onChange({ ...reading, column: Number(currentTarget.value) })}
          >
            {Array.from({ length: file.columns }, (_, column) => (
              <option key={column} value={column}>
                {nameOf(column)}
              </option>
            ))}
          </select>
        </label>
        <label class="check">
          <input
            type="checkbox"
            checked={reading.hasNames}
            disabled={isLocked}
            onChange={({ currentTarget }) => onChange({ ...reading, hasNames: currentTarget.checked })}
          />
          {words.firstRowIsNames}
        </label>
      </div>
    </div>
  )
}
