import { percent } from '../numbers.ts'
import type { ExplainedRow } from '../report.ts'
import type { ReportWords } from '../words/report-words.ts'
import { type Html, html } from './html.ts'
import { markedText } from './marked-text.ts'
import { namedParts } from './named-parts.ts'
import { textParts } from './text-parts.ts'

/** Parts that are named. */
const NAMED = 3

/** Where the model looked: the parts with most attention in words, and all of them as marks that are to be opened. */
export function lookedAt(row: ExplainedRow, words: ReportWords): Html | undefined {
  const { text, attention } = row
  if (!attention) return undefined
  const parts = textParts(row, attention.runs, attention.weights).map((part) => ({
    ...part,
    ...{ kind: 'looked' as const, title: percent(part.value) },
  }))
  if (parts.length === 0) return undefined
  const most = parts.toSorted((a, b) => b.value - a.value).slice(0, NAMED)
  const said = most.map((part) => ({ ...part, said: percent(part.value) }))
  return html`<ul class="effects">${namedParts(words.words.looked, text, said)}</ul>
<details><summary>${words.words.showAttention}</summary>${markedText(text, parts, words)}</details>`
}
