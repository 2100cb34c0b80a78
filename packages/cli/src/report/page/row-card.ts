import { percent } from '../numbers.ts'
import type { TextRow } from '../report.ts'
import type { ReportWords } from '../words/report-words.ts'
import { type Content, type Html, html } from './html.ts'
import type { Verdict } from './verdicts.ts'

/** A row of the data with what it is about. */
export interface RowCard {
  readonly row: TextRow
  /** From the row's own labels on. */
  readonly verdicts: readonly Verdict[]
  readonly body: Content
}

/** Rows as an ordered list: where each stands, its labels with their probabilities, and what is to be shown of it. */
export function rowCards(cards: readonly RowCard[], words: ReportWords): Html {
  if (cards.length === 0) return html`<p>${words.none}</p>`
  return html`<ol class="cards">${cards.map(
    ({
      row,
      verdicts,
      body,
    }) => html`<li><p class="verdict"><span class="muted">${words.row(row.row)}</span>${verdicts.map(
      ({ name, label, probability }) =>
        html` <span><span class="muted">${name}</span> <bdi class="label">${label}</bdi> ${percent(probability)}</span>`,
    )}</p>
${body}</li>
`,
  )}</ol>`
}
