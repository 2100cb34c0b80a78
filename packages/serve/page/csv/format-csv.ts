import type { CsvRows, Separator } from './parse-csv.ts'

/** Writes rows as CSV (RFC 4180), so that `parseCsv` finds the same cells; lines end with CR and LF. */
export function formatCsv(rows: CsvRows, separator: Separator): string {
  return rows.map((row) => `${lineOf(row, separator)}\r\n`).join('')
}

function lineOf(row: readonly string[], separator: Separator): string {
  // An empty line is no row.
  if (row.length === 1 && row[0] === '') return '""'
  return row.map((cell) => quoted(cell, separator)).join(separator)
}

function quoted(cell: string, separator: Separator): string {
  const isPlain = !cell.includes(separator) && !/["\r\n]|^\uFEFF/.test(cell)
  return isPlain ? cell : `"${cell.replaceAll('"', '""')}"`
}
