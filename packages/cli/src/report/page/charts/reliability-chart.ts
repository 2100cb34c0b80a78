import type { Reliability } from '@textgate/trainer/metrics'
import { count, percent, roundPercent } from '../../numbers.ts'
import { type Html, html } from '../html.ts'
import { chart, place } from './chart.ts'
import { ticks } from './ticks.ts'

const FIFTHS = ticks(0, 1)

/** The names that the chart bears. */
export interface ReliabilityNames {
  readonly description: string
  readonly confidence: string
  readonly accuracy: string
  readonly rows: string
  readonly rowsDescription: string
}

/** Accuracy by confidence as bars, mean confidence as a stroke across each, and below them how many rows each has. */
export function reliabilityChart({ bins }: Reliability, names: ReliabilityNames): Html {
  const filled = bins.filter(({ rows }) => rows > 0)
  const x = { label: names.confidence, ticks: FIFTHS, format: roundPercent }
  const bars = chart({
    description: names.description,
    x,
    y: { label: names.accuracy, ticks: FIFTHS, format: roundPercent },
    draw: (at) =>
      html`<path class="ideal" d="M${at.x(0)} ${at.y(0)}L${at.x(1)} ${at.y(1)}"/>${filled.map(
        ({ low, high, accuracy, confidence, rows }) => {
          const [left, right] = [place(at.x(low) + 1), place(at.x(high) - 1)]
          return html`<g><title>${percent(low)}–${percent(high)}: ${percent(accuracy)} / ${percent(confidence)}, ${count(rows)}</title><path class="bar" d="M${left} ${at.y(0)}V${place(at.y(accuracy))}H${right}V${at.y(0)}Z"/><path class="stroke" d="M${left} ${place(at.y(confidence))}H${right}"/></g>`
        },
      )}`,
  })
  const most = ticks(0, Math.max(...bins.map(({ rows }) => rows)), 2)
  const histogram = chart({
    description: names.rowsDescription,
    height: 130,
    x,
    y: { label: names.rows, ticks: most, format: count },
    draw: (at) =>
      html`${filled.map(({ low, high, rows }) => {
        const [left, right] = [place(at.x(low) + 1), place(at.x(high) - 1)]
        return html`<path class="bar" d="M${left} ${at.y(0)}V${place(at.y(rows))}H${right}V${at.y(0)}Z"/>`
      })}`,
  })
  return html`${bars}${histogram}`
}
