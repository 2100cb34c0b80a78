import type { EpochRecord } from '@textgate/core'
import { percent, roundPercent } from '../../numbers.ts'
import type { Report } from '../../report.ts'
import type { ReportWords } from '../../words/report-words.ts'
import type { Axis } from '../charts/chart.ts'
import { type Line, lineChart } from '../charts/line-chart.ts'
import { ticks } from '../charts/ticks.ts'
import { dataTable } from '../data-table.ts'
import { type Html, html } from '../html.ts'
import type { Section } from '../section.ts'

type DevFigures = NonNullable<EpochRecord['dev']>

/** Loss and dev figures by epoch, as the bundle recorded them. */
export function learningSection({ subject }: Report, words: ReportWords): Section {
  const { history, bestEpoch } = subject.manifest.training
  const { heading, absent, explanation } = words.learning
  if (!history || history.length === 0) return { id: 'learning', heading, body: html`<p>${absent}</p>` }
  return {
    id: 'learning',
    heading,
    body: html`<div class="charts">${charts(history, bestEpoch, words)}</div>
<p class="note">${explanation}</p>
<details><summary>${words.asTable}</summary>${historyTable(history, words)}</details>`,
  }
}

function charts(history: readonly EpochRecord[], bestEpoch: number, words: ReportWords): Html {
  const { learning } = words
  const steps = ticks(0, history.at(-1)!.epoch, 6).filter(Number.isInteger)
  const x: Axis = { label: learning.epoch, ticks: steps, format: String }
  const mark = bestEpoch > 0 ? { mark: { x: bestEpoch, name: learning.best } } : {}
  const dev = (read: (figures: DevFigures) => number): Line['points'] =>
    history.flatMap(({ epoch, dev: own }) => (own ? [[epoch, read(own)] as const] : []))
  const losses = named([
    { name: learning.training, points: history.map(({ epoch, trainingLoss }) => [epoch, trainingLoss]) },
    { name: learning.dev, points: dev(({ loss }) => loss) },
  ])
  const scores = named(scoresOf(history, words).map(({ name, read }) => ({ name, points: dev(read) })))
  const shared = { x, dots: true, ...mark }
  const lossChart = lineChart({
    ...shared,
    description: learning.lossDescription,
    y: { label: words.loss, ticks: ticksOf(losses, 0), format: String },
    lines: losses,
  })
  if (scores.length === 0) return html`<figure>${lossChart}</figure>`
  const scoreChart = lineChart({
    ...shared,
    description: learning.devDescription,
    y: { label: learning.dev, ticks: ticksOf(scores), format: roundPercent },
    lines: scores,
  })
  return html`<figure>${lossChart}</figure><figure>${scoreChart}</figure>`
}

/** The scores that an epoch has; micro F1 is recorded where a row has any number of labels. */
function scoresOf(history: readonly EpochRecord[], { accuracy, figures }: ReportWords) {
  const scores = [
    { name: figures.microF1, read: ({ microF1 }: DevFigures) => microF1 as number },
    { name: accuracy, read: (own: DevFigures) => own.accuracy },
    { name: figures.macroF1, read: (own: DevFigures) => own.macroF1 },
  ]
  const recorded = history.flatMap(({ dev }) => dev ?? [])
  const hasMicroF1 = recorded.length > 0 && recorded.every(({ microF1 }) => microF1 !== undefined)
  return hasMicroF1 ? scores : scores.slice(1)
}

function named(lines: readonly Line[]): Line[] {
  return lines.filter(({ points }) => points.length > 0)
}

function ticksOf(lines: readonly Line[], low?: number): number[] {
  const values = lines.flatMap(({ points }) => points.map(([, y]) => y))
  return ticks(low ?? Math.min(...values), Math.max(...values))
}

function historyTable(history: readonly EpochRecord[], words: ReportWords): Html {
  const { learning, loss } = words
  const scores = scoresOf(history, words)
  const numbers = [
    `${learning.training}: ${loss}`,
    ...[loss, ...scores.map(({ name }) => name)].map((name) => `${learning.dev}: ${name}`),
  ]
  return dataTable({
    caption: learning.tableCaption,
    columns: [learning.epoch, ...numbers].map((name) => ({ name, isNumber: true })),
    rows: history.map(({ epoch, trainingLoss, dev }) => [
      epoch,
      trainingLoss.toFixed(4),
      dev ? dev.loss.toFixed(4) : '–',
      ...scores.map(({ read }) => (dev ? percent(read(dev)) : '–')),
    ]),
  })
}
