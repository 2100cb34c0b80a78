/** Rows of cells, as a file has them. */
export type CsvRows = readonly (readonly string[])[]

/** A file taken apart. */
export interface ParsedCsv {
  readonly rows: CsvRows
  readonly separator: Separator
}

const SEPARATORS = [',', ';', '\t'] as const
export type Separator = (typeof SEPARATORS)[number]

/**
 * Takes CSV apart (RFC 4180): cells in quotes may hold separators, line breaks and doubled quotes. The separator is the one of
 * comma, semicolon and tab that the first line has most of outside quotes. Empty lines are no rows. A quote that never ends goes
 * on to the end of the file.
 */
export function parseCsv(text: string): ParsedCsv {
  const content = text.startsWith('\uFEFF') ? text.slice(1) : text
  const separator = separatorOf(content)
  const rows: string[][] = []
  let [row, cell]: [string[], string] = [[], '']
  let isQuoted = false
  let hadQuotes = false
  const endRow = (): void => {
    row.push(cell)
    if (row.length > 1 || cell !== '' || hadQuotes) rows.push(row)
    row = []
    cell = ''
    hadQuotes = false
  }
  for (let at = 0; at < content.length; at++) {
    const unit = content[at] as string
    if (isQuoted) {
      if (unit !== '"') cell += unit
      else if (content[at + 1] === '"') {
        cell += '"'
        at++
      } else isQuoted = false
    } else if (unit === '"' && cell === '') {
      isQuoted = true
      hadQuotes = true
    } else if (unit === separator) {
      row.push(cell)
      cell = ''
    } else if (unit === '\n' || unit === '\r') {
      if (unit === '\r' && content[at + 1] === '\n') at++
      endRow()
    } else cell += unit
  }
  if (row.length > 0 || cell !== '' || hadQuotes) endRow()
  return { rows, separator }
}

function separatorOf(content: string): Separator {
  const counts = new Map<string, number>()
  let isQuoted = false
  for (const unit of content) {
    if (unit === '"') isQuoted = !isQuoted
    else if (!isQuoted && (unit === '\n' || unit === '\r')) break
    else if (!isQuoted) counts.set(unit, (counts.get(unit) ?? 0) + 1)
  }
  const countOf = (separator: string): number => counts.get(separator) ?? 0
  return [...SEPARATORS].sort((a, b) => countOf(b) - countOf(a))[0] as Separator
}
