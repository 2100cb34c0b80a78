import type { ClassificationMetrics } from '@textgate/core'

/** A fraction as a percentage with one decimal, e.g. `88.3 %`. */
export function percent(fraction: number): string {
  return `${(fraction * 100).toFixed(1)} %`
}

/** A share as `percent`, but never zero where there is something: `<0.1 %`. */
export function sharePercent(share: number): string {
  return share > 0 && share < 0.0005 ? '<0.1 %' : percent(share)
}

/** Seconds as `42 s`, `3 min 05 s` or `1 h 02 min`. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  if (whole < 60) return `${whole} s`
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`
  return `${Math.floor(whole / 3600)} h ${String(Math.floor((whole % 3600) / 60)).padStart(2, '0')} min`
}

/** The headline figures of a head in one line. */
export function headline(metrics: ClassificationMetrics): string {
  const { accuracy, macroF1, microF1, hammingLoss, answered, rows } = metrics
  if (hammingLoss !== undefined) {
    return `micro F1 ${percent(microF1)}, macro F1 ${percent(macroF1)}, exactly right ${percent(accuracy)} on ${rows} rows`
  }
  const f1 = `macro F1 ${percent(macroF1)}, micro F1 ${percent(microF1)}`
  const withheld = answered
    ? `; ${percent(answered.coverage)} of them answered, ${percent(answered.precision)} of those right`
    : ''
  return `accuracy ${percent(accuracy)}, ${f1}${ordinalFigures(metrics)} on ${rows} rows${withheld}`
}

/** What training shows of the dev part after an epoch. */
export function epochFigures(metrics: ClassificationMetrics): string {
  const { accuracy, macroF1, microF1, hammingLoss, loss } = metrics
  const first =
    hammingLoss === undefined ? `dev accuracy ${percent(accuracy)}` : `dev micro F1 ${percent(microF1)}`
  return `dev loss ${loss.toFixed(4)}, ${first}, dev macro F1 ${percent(macroF1)}${ordinalFigures(metrics)}`
}

function ordinalFigures({ meanAbsoluteError, quadraticKappa }: ClassificationMetrics): string {
  if (meanAbsoluteError === undefined || quadraticKappa === undefined) return ''
  return `, mean absolute error ${meanAbsoluteError.toFixed(3)}, quadratic kappa ${quadraticKappa.toFixed(3)}`
}

/** Per-class figures and the confusion matrix as lines of text; many classes, and head multi, print without the matrix. */
export function metricsTable(metrics: ClassificationMetrics): string[] {
  const width = Math.max(5, ...metrics.perClass.map(({ label }) => displayWidth(label)))
  const lines = [`${pad('label', width)}  precision  recall      F1    rows`]
  for (const { label, precision, recall, f1, support } of metrics.perClass) {
    const rates = [precision, recall, f1].map((rate) => percent(rate).padStart(8))
    lines.push(
      `${pad(label, width)}  ${rates[0]?.padStart(9)}${rates[1]}${rates[2]}${String(support).padStart(8)}`,
    )
  }
  if (metrics.perClass.length > 12 || metrics.confusion.length === 0) return lines
  lines.push('', 'confusion: a row is a true label, a column an answer, in the order above')
  const cell = Math.max(4, ...metrics.confusion.flat().map((count) => String(count).length + 1))
  metrics.confusion.forEach((row, i) => {
    const counts = row.map((count) => String(count).padStart(cell)).join('')
    lines.push(`${pad(metrics.perClass[i]?.label ?? '', width)}  ${counts}`)
  })
  return lines
}

/** Blanks after a text up to a width on a terminal. */
export function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)))
}

/** Columns on a terminal: East Asian characters take two. */
export function displayWidth(text: string): number {
  let width = 0
  for (const character of text)
    width +=
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/.test(
        character,
      )
        ? 2
        : 1
  return width
}
