import { type Html, html } from '../html.ts'

const WIDTH = 480
const MARGIN = { left: 72, right: 24, top: 12, bottom: 46 }

/** One axis: what it shows, and the values that are written at it, of which the first and the last are its ends. */
export interface Axis {
  readonly label: string
  readonly ticks: readonly number[]
  readonly format: (value: number) => string
}

/** Where values lie in a chart, in the units of its view box. */
export interface Places {
  readonly x: (value: number) => number
  readonly y: (value: number) => number
}

/** What a chart shows. */
export interface ChartParts {
  /** For those who cannot see it: what it shows, and what one would see. */
  readonly description: string
  readonly x: Axis
  readonly y: Axis
  /** In units of the view box, which is 480 wide. */
  readonly height?: number
  readonly draw: (places: Places) => Html
}

/** A chart as SVG: a grid with its numbers, the names of the axes, and whatever `draw` puts on it. */
export function chart({ description, x, y, height = 320, draw }: ChartParts): Html {
  const places: Places = {
    x: scale(x.ticks, MARGIN.left, WIDTH - MARGIN.right),
    y: scale(y.ticks, height - MARGIN.bottom, MARGIN.top),
  }
  const [bottom, right] = [height - MARGIN.bottom, WIDTH - MARGIN.right]
  const columns = x.ticks.map((tick) => {
    const at = place(places.x(tick))
    return html`<path class="grid" d="M${at} ${MARGIN.top}V${bottom}"/><text x="${at}" y="${bottom + 17}" class="middle">${x.format(tick)}</text>`
  })
  const lines = y.ticks.map((tick) => {
    const at = place(places.y(tick))
    return html`<path class="grid" d="M${MARGIN.left} ${at}H${right}"/><text x="${MARGIN.left - 7}" y="${at + 4}" class="end">${y.format(tick)}</text>`
  })
  const middle = (MARGIN.top + bottom) / 2
  return html`<svg class="chart" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${description}">
${columns}${lines}
<text x="${(MARGIN.left + right) / 2}" y="${height - 8}" class="middle name">${x.label}</text>
<text x="14" y="${middle}" class="middle name" transform="rotate(-90 14 ${middle})">${y.label}</text>
${draw(places)}</svg>`
}

/** A place with a tenth of a unit, which nobody can see and which keeps pages small. */
export function place(position: number): number {
  return Math.round(position * 10) / 10
}

function scale(values: readonly number[], start: number, end: number): (value: number) => number {
  const [low, high] = [values[0] as number, values.at(-1) as number]
  return (value) => start + ((value - low) / (high - low)) * (end - start)
}
