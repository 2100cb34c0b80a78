import type { CsvRows } from './parse-csv.ts'

const NAMES =
  /^(text|texts|message|messages|content|body|review|comment|question|sentence|文本|内容|正文|评论|消息|问题)$/i
/** Rows that are looked at. */
const SAMPLE = 100

/**
 * The column that most likely holds the texts: one with the name of such, else the one with the longest cells.
 *
 * @param rows - at least one
 * @returns number of the column
 */
export function guessTextColumn(rows: CsvRows): number {
  const [first = [], ...others] = rows.slice(0, SAMPLE)
  const named = first.findIndex((name) => NAMES.test(name.trim()))
  if (named >= 0) return named
  const lengthOf = (column: number): number =>
    others.reduce((sum, row) => sum + (row[column]?.length ?? 0), 0)
  const columns = first.map((_, column) => column)
  return columns.sort((a, b) => lengthOf(b) - lengthOf(a) || a - b)[0] ?? 0
}
