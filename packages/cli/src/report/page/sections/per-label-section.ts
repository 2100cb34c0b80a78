import { type Interval, proportionInterval } from '@textgate/trainer/metrics'
import { count, percent } from '../../numbers.ts'
import type { Report } from '../../report.ts'
import type { ReportWords } from '../../words/report-words.ts'
import { dataTable } from '../data-table.ts'
import { type Html, html } from '../html.ts'
import type { Section } from '../section.ts'

/** Precision, recall, F1 and average precision of every label. */
export function perLabelSection({ metrics, averagePrecision }: Report, words: ReportWords): Section {
  const { perLabel } = words
  const answered = metrics.confusion.map((_, label) =>
    metrics.confusion.reduce((sum, counts) => sum + (counts[label] as number), 0),
  )
  const rows = metrics.perClass
    .map((figures, label) => ({
      ...figures,
      index: label,
      hits: metrics.confusion[label]?.[label] as number,
    }))
    .sort((a, b) => a.f1 - b.f1 || a.index - b.index)
    .map(({ label, index, hits, precision, recall, f1, support }) => [
      html`<bdi class="label">${label}</bdi>`,
      count(support),
      share(precision, proportionInterval(hits, answered[index] as number), answered[index] as number),
      share(recall, proportionInterval(hits, support), support),
      percent(f1),
      averagePrecision[index] === undefined ? '–' : percent(averagePrecision[index]),
    ])
  const numbers = [words.rows, perLabel.precision, perLabel.recall, 'F1', perLabel.averagePrecision]
  return {
    id: 'labels',
    heading: perLabel.heading,
    body: html`${dataTable({
      caption: perLabel.caption,
      columns: [{ name: words.label }, ...numbers.map((name) => ({ name, isNumber: true }))],
      rows,
    })}
<p class="note">${perLabel.explanation}</p>`,
  }
}

/** Of no rows nothing can be said. */
function share(value: number, { low, high }: Interval, rows: number): Html | string {
  if (rows === 0) return '–'
  return html`${percent(value)} <span class="interval-of">(${(low * 100).toFixed(0)} – ${(high * 100).toFixed(0)})</span>`
}
