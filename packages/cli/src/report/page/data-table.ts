import { type Content, type Html, html } from './html.ts'

/** One column: its name, and whether it holds numbers, which stand at the right. */
export interface Column {
  readonly name: string
  readonly isNumber?: boolean
}

/** A table whose first column names the rows. */
export interface DataTable {
  readonly caption: string
  readonly columns: readonly Column[]
  readonly rows: readonly (readonly Content[])[]
}

/** A table that scrolls by itself where the page is narrow; reachable by keyboard, as what scrolls must be. */
export function dataTable({ caption, columns, rows }: DataTable): Html {
  const classOf = (column: number): string => (columns[column]?.isNumber ? 'number' : 'words')
  return html`<div class="scroll" role="region" aria-label="${caption}" tabindex="0"><table>
<caption><span>${caption}</span></caption>
<thead><tr>${columns.map(({ name }, i) => html`<th scope="col" class="${classOf(i)}">${name}</th>`)}</tr></thead>
<tbody>${rows.map(
    ([first, ...cells]) =>
      html`<tr><th scope="row" class="${classOf(0)}">${first}</th>${cells.map((cell, i) => html`<td class="${classOf(i + 1)}">${cell}</td>`)}</tr>
`,
  )}</tbody></table></div>`
}
