import { count, percent } from '../../numbers.ts'
import type { Report } from '../../report.ts'
import type { ReportWords } from '../../words/report-words.ts'
import { reliabilityChart } from '../charts/reliability-chart.ts'
import { dataTable } from '../data-table.ts'
import { html } from '../html.ts'
import type { Section } from '../section.ts'

/** The reliability diagram and the expected calibration error. */
export function calibrationSection({ reliability }: Report, words: ReportWords): Section {
  const names = { ...words.calibration, accuracy: words.accuracy, rows: words.rows }
  const table = dataTable({
    caption: names.tableCaption,
    columns: [
      { name: names.range },
      ...[words.rows, names.meanConfidence, words.accuracy].map((name) => ({ name, isNumber: true })),
    ],
    rows: reliability.bins
      .filter(({ rows }) => rows > 0)
      .map(({ low, high, rows, confidence, accuracy }) => [
        `${percent(low)} – ${percent(high)}`,
        count(rows),
        percent(confidence),
        percent(accuracy),
      ]),
  })
  return {
    id: 'calibration',
    heading: names.heading,
    body: html`<figure class="one"><div>${reliabilityChart(reliability, names)}</div><figcaption>${names.explanation(reliability.expectedCalibrationError)}</figcaption></figure>
<details><summary>${words.asTable}</summary>${table}</details>`,
  }
}
