import { type Interval, type LabelCounts, proportionInterval } from '@textgate/trainer/metrics'
import { count, percent } from '../../numbers.ts'
import type { Report } from '../../report.ts'
import type { ReportWords } from '../../words/report-words.ts'
import { dataTable } from '../data-table.ts'
import { type Html, html } from '../html.ts'
import type { Section } from '../section.ts'

/** Precision, recall, F1 and average precision of every label, and its threshold where it has one. */
export function perLabelSection(
  { metrics, counts, thresholds, averagePrecision }: Report,
  words: ReportWords,
): Section {
  const { perLabel } = words
  const rows = metrics.perClass
    .map((figures, index) => ({ ...figures, index, ...(counts[index] as LabelCounts) }))
    .sort((a, b) => a.f1 - b.f1 || a.index - b.index)
    .map(({ label, index, right, answered, precision, recall, f1, support }) => [
      html`<bdi class="label">${label}</bdi>`,
      count(support),
      share(precision, proportionInterval(right, answered), answered),
      share(recall, proportionInterval(right, support), support),
      percent(f1),
      averagePrecision[index] === undefined ? '–' : percent(averagePrecision[index]),
      ...(thresholds ? [percent(thresholds[index] as number)] : []),
    ])
  const numbers = [
    ...[words.rows, perLabel.precision, perLabel.recall, 'F1', perLabel.averagePrecision],
    ...(thresholds ? [perLabel.threshold] : []),
  ]
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
