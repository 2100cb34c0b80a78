import type { Interval } from '@textgate/trainer/metrics'
import { percent } from '../../numbers.ts'
import type { Report } from '../../report.ts'
import type { ReportWords } from '../../words/report-words.ts'
import { type Html, html } from '../html.ts'
import type { Section } from '../section.ts'

/** The headline figures with their intervals. */
export function figuresSection(
  { metrics, intervals, reliability, bootstrap, subject }: Report,
  words: ReportWords,
): Section {
  const { figures } = words
  const recorded = Object.entries(subject.manifest.metrics).map(([part, own]) =>
    figures.ofTraining(part, own),
  )
  const { answered, hammingLoss, meanAbsoluteError, quadraticKappa } = metrics
  // Of one label a row, micro F1 is the accuracy.
  const microF1 = hammingLoss === undefined ? undefined : metrics.microF1
  const withheld = answered ? [figures.answered(answered.from, answered.coverage, answered.precision)] : []
  return {
    id: 'figures',
    heading: figures.heading,
    body: html`<dl class="figures">
${figure(figures.microF1, microF1, intervals.microF1, percent)}
${figure(words.accuracy, metrics.accuracy, intervals.accuracy, percent)}
${figure(figures.macroF1, metrics.macroF1, intervals.macroF1, percent)}
${figure(words.loss, metrics.loss, intervals.loss, threeDigits)}
${figure(figures.calibrationError, reliability.expectedCalibrationError, undefined, percent)}
${figure(figures.wrongDecisions, hammingLoss, undefined, percent)}
${figure(figures.meanAbsoluteError, meanAbsoluteError, undefined, threeDigits)}
${figure(figures.quadraticKappa, quadraticKappa, undefined, threeDigits)}
</dl>
<p class="note">${[figures.explanation(bootstrap.resamples, bootstrap.seed), ...withheld, ...recorded].join(words.betweenSentences)}</p>`,
  }
}

/** Nothing where the figure is none of this head. */
function figure(
  name: string,
  value: number | undefined,
  interval: Interval | undefined,
  format: (value: number) => string,
): Html | undefined {
  if (value === undefined) return undefined
  const range =
    interval && html` <span class="interval-of">(${format(interval.low)} – ${format(interval.high)})</span>`
  return html`<div><dt>${name}</dt><dd><strong>${format(value)}</strong>${range}</dd></div>`
}

function threeDigits(value: number): string {
  return value.toFixed(3)
}
