import { TextgateError } from '@textgate/core'

/** Rows without the wanted column after which the column counts as missing, not the row as bad. */
const ROWS_BEFORE_COLUMN_IS_MISSING = 100

/** Tells a column that no row has (a wrong name, worth stopping at once) from single rows that lack it. */
export interface ColumnPresence {
  /** Looks at a row. @throws DATA_COLUMN_MISSING after 100 rows without a wanted column */
  see(values: ReadonlyMap<string, unknown>): void
  /** To be called after the last row. @throws DATA_COLUMN_MISSING */
  end(): void
}

export function columnPresence(path: string, columns: readonly string[]): ColumnPresence {
  const missing = new Set(columns)
  let rows = 0
  let found: string[] = []
  const check = (): void => {
    const [column] = missing
    if (column === undefined || rows === 0) return
    const names = found.map((name) => JSON.stringify(name)).join(', ') || 'none'
    throw new TextgateError(
      'DATA_COLUMN_MISSING',
      `${path} has no column ${JSON.stringify(column)}, only ${names}; set data.textColumn and data.labelColumn, or --text-column and --label-column`,
      { details: { file: path, column, found } },
    )
  }
  return {
    see(values) {
      if (missing.size === 0) return
      if (rows === 0) found = [...values.keys()]
      rows++
      for (const column of missing) if (values.has(column)) missing.delete(column)
      if (rows === ROWS_BEFORE_COLUMN_IS_MISSING) check()
    },
    end: check,
  }
}
