import { count } from '../../numbers.ts'
import { type Html, html } from '../html.ts'
import { heatOf } from './heat-of.ts'

const CELL = 13
const NAMES = 190
const HEAD = 22

/** A confusion matrix of many labels. */
export interface HeatMapParts {
  readonly description: string
  readonly labels: readonly string[]
  /** Row counts, [true label][answered label], indexed by label. */
  readonly confusion: readonly (readonly number[])[]
  /** Labels in the order in which they are drawn. */
  readonly order: readonly number[]
}

/** A matrix with small cells as SVG. Cells without rows are not drawn, so that its size follows the confusions. */
export function heatMap({ description, labels, confusion, order }: HeatMapParts): Html {
  const [width, height] = [NAMES + order.length * CELL + 2, HEAD + order.length * CELL + 2]
  const rows = order.map((truth, row) => {
    const counts = confusion[truth] as readonly number[]
    const total = counts.reduce((sum, n) => sum + n, 0)
    const y = HEAD + row * CELL
    const cells = order.map((answer, column) => {
      const rowsInCell = counts[answer] as number
      if (rowsInCell === 0) return undefined
      const x = NAMES + column * CELL
      return html`<g><title>${labels[truth]} → ${labels[answer]}: ${count(rowsInCell)}</title><rect x="${x}" y="${y}" width="${CELL}" height="${CELL}" class="${truth === answer ? 'right' : 'wrong'} h${heatOf(rowsInCell / total)}"/><text x="${x + CELL / 2}" y="${y + 9.5}">${short(rowsInCell)}</text></g>`
    })
    return html`<text x="${NAMES - 4}" y="${y + 10}" class="row">${cut(labels[truth] as string)} ${row + 1}</text>${cells}`
  })
  const numbers = order.map(
    (_, column) => html`<text x="${NAMES + (column + 0.5) * CELL}" y="${HEAD - 6}">${column + 1}</text>`,
  )
  const grid = order.map((_, i) => {
    const at = i * CELL
    return `M${NAMES} ${HEAD + at}h${order.length * CELL}M${NAMES + at} ${HEAD}v${order.length * CELL}`
  })
  return html`<svg class="heat" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${description}"><path class="grid" d="${grid.join('')}"/>${numbers}${rows}</svg>`
}

/** A cell has room for three digits. */
function short(rows: number): string {
  return rows < 1000 ? String(rows) : `${Math.round(rows / 1000)}k`
}

function cut(label: string): string {
  const characters = [...label]
  return characters.length > 26 ? `${characters.slice(0, 25).join('')}…` : label
}
