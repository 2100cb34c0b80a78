import { count, percent } from '../../numbers.ts'
import type { Report } from '../../report.ts'
import type { ReportWords } from '../../words/report-words.ts'
import { intervalBar } from '../charts/interval-bar.ts'
import { dataTable } from '../data-table.ts'
import { html } from '../html.ts'
import type { Section } from '../section.ts'

/** How short and how long texts are answered. */
export function lengthsSection(
  { lengths, rowsAtMaxLength, subject }: Report,
  { lengths: words, ...rest }: ReportWords,
): Section {
  const lowest = Math.min(...lengths.map(({ interval }) => interval.low))
  const from = Math.min(0.9, Math.floor(lowest * 10) / 10)
  const { maxLength } = subject.manifest.config.tokenizer
  const table = dataTable({
    caption: words.caption(from),
    columns: [
      { name: words.tokens },
      ...[rest.rows, words.score, words.interval].map((name) => ({ name, isNumber: true })),
      { name: words.bar },
    ],
    rows: lengths.map(({ shortest, longest, rows, score, interval }) => [
      words.range(shortest, longest),
      count(rows),
      percent(score),
      `${percent(interval.low)} – ${percent(interval.high)}`,
      intervalBar(score, interval, from),
    ]),
  })
  const cut = rowsAtMaxLength > 0 && html`<p class="note">${words.cut(rowsAtMaxLength, maxLength)}</p>`
  return { id: 'lengths', heading: words.heading, body: html`${table}${cut || undefined}` }
}
