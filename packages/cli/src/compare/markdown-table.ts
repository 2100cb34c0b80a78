import { displayWidth, pad } from '../format.ts'

/**
 * Lines of a Markdown table whose columns also stand below each other on a terminal.
 *
 * @param rows - the first one is the head
 * @param alignment - L or R for each column, e.g. `LRR`
 */
export function markdownTable(rows: readonly (readonly string[])[], alignment: string): string[] {
  const columns = [...alignment]
  const cells = rows.map((row) => columns.map((_, column) => escaped(row[column] ?? '')))
  const widths = columns.map((_, column) => Math.max(3, ...cells.map((row) => displayWidth(row[column]!))))
  const line = (row: readonly string[]): string => `| ${row.join(' | ')} |`
  const padded = cells.map((row) =>
    line(
      row.map((cell, column) => {
        const width = widths[column] as number
        return alignment[column] === 'R' ? ' '.repeat(width - displayWidth(cell)) + cell : pad(cell, width)
      }),
    ),
  )
  const rule = line(
    widths.map((width, column) =>
      alignment[column] === 'R' ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width),
    ),
  )
  return [padded[0] as string, rule, ...padded.slice(1)]
}

function escaped(cell: string): string {
  return cell.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ')
}
