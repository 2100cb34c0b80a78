import { count, percent } from '../../numbers.ts'
import type { Report } from '../../report.ts'
import type { ReportWords } from '../../words/report-words.ts'
import { reliabilityChart } from '../charts/reliability-chart.ts'
import { dataTable } from '../data-table.ts'
import { html } from '../html.ts'
import type { Section } from '../section.ts'

/** The reliability diagram and the expected calibration error. */
export function calibrationSection({ reliability, subject }: Report, words: ReportWords): Section {
  const names = words.calibration
  const { temperature = 1 } = subject.manifest.calibration ?? {}
  const scaled = temperature === 1 ? [] : [names.temperature(temperature)]
  const table = dataTable({
    caption: names.tableCaption,
    columns: [
      { name: names.range },
      ...[names.rows, names.meanConfidence, names.accuracy].map((name) => ({ name, isNumber: true })),
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
    body: html`<figure class="one"><div>${reliabilityChart(reliability, names)}</div><figcaption>${[names.explanation(reliability.expectedCalibrationError), ...scaled].join(words.betweenSentences)}</figcaption></figure>
<details><summary>${words.asTable}</summary>${table}</details>`,
  }
}
