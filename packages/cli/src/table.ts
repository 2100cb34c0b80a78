import { displayWidth, pad } from './format.ts'

/** Lines of columns, two blanks between them; `alignment` has L or R for each column, e.g. `LRR`. */
export function tableLines(rows: readonly (readonly string[])[], alignment: string): string[] {
  const widths = [...alignment].map((_, column) =>
    Math.max(...rows.map((cells) => displayWidth(cells[column] ?? ''))),
  )
  return rows.map((cells) =>
    cells
      .map((cell, column) => {
        const width = widths[column] as number
        return alignment[column] === 'R' ? ' '.repeat(width - displayWidth(cell)) + cell : pad(cell, width)
      })
      .join('  ')
      .trimEnd(),
  )
}
