import type { PrecisionRecallCurve } from '@textgate/trainer/metrics'
import { roundPercent } from '../../numbers.ts'
import type { Report } from '../../report.ts'
import type { ReportWords } from '../../words/report-words.ts'
import { type Line, lineChart } from '../charts/line-chart.ts'
import { ticks } from '../charts/ticks.ts'
import { html } from '../html.ts'
import type { Section } from '../section.ts'

/** The precision/recall curves of some labels, and where there is one that of all decisions, in one chart. */
export function curvesSection(
  { curves, overallCurve, labels }: Report,
  { curves: words }: ReportWords,
): Section {
  const axis = { ticks: ticks(0, 1), format: roundPercent }
  const line = (name: string, curve: PrecisionRecallCurve): Line => ({
    name: `${name}: ${words.averagePrecision(curve.averagePrecision)}`,
    points: pointsOf(curve),
  })
  const chart = lineChart({
    description: words.description,
    x: { label: words.recall, ...axis },
    y: { label: words.precision, ...axis },
    shape: 'steps',
    lines: [
      ...(overallCurve ? [line(words.overall, overallCurve)] : []),
      ...curves.map(({ label, curve }) => line(labels[label] as string, curve)),
    ],
  })
  return {
    id: 'curves',
    heading: words.heading,
    body: html`<figure class="one"><div>${chart}</div><figcaption>${words.explanation} ${words.chosen(curves.length, labels.length)}</figcaption></figure>`,
  }
}

/** Where more rows of the label are found: between, and beyond all of them, only false ones are added. */
function pointsOf({ recall, precision }: PrecisionRecallCurve): [recall: number, precision: number][] {
  return Array.from(recall, (found, i): [number, number] => [found, precision[i] as number]).filter(
    ([found], i) => found > (recall[i - 1] ?? 0),
  )
}
