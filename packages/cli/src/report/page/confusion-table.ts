import { count } from '../numbers.ts'
import type { ReportWords } from '../words/report-words.ts'
import { heatOf } from './charts/heat-of.ts'
import { type Html, html } from './html.ts'

/** A confusion matrix of few labels as a table, each cell coloured by its share of the true label. */
export function confusionTable(
  labels: readonly string[],
  confusion: readonly (readonly number[])[],
  words: ReportWords,
): Html {
  const { caption } = words.confusion
  return html`<div class="scroll" role="region" aria-label="${caption}" tabindex="0"><table class="confusion">
<caption><span>${caption}</span></caption>
<thead><tr><th scope="col" class="words"><span class="muted">${words.missed} ↓ ${words.wrong} →</span></th>${labels.map(
    (label) => html`<th scope="col"><bdi class="label">${label}</bdi></th>`,
  )}</tr></thead>
<tbody>${confusion.map((counts, truth) => {
    const total = Math.max(
      1,
      counts.reduce((sum, rows) => sum + rows, 0),
    )
    const cells = counts.map(
      (rows, answer) =>
        html`<td class="${truth === answer ? 'right' : 'wrong'} h${heatOf(rows / total)}">${count(rows)}</td>`,
    )
    return html`<tr><th scope="row" class="words"><bdi class="label">${labels[truth]}</bdi></th>${cells}</tr>
`
  })}</tbody></table></div>`
}
