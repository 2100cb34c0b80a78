import { type Html, html } from '../html.ts'
import { type Axis, chart, type Places, place } from './chart.ts'

/** Lines that can be told apart by colour and by dashes; more than these repeat. */
const STYLES = 7

/** One line with its name. */
export interface Line {
  readonly name: string
  /** Values of x and y. */
  readonly points: readonly (readonly [x: number, y: number])[]
}

/** Lines on one pair of axes. */
export interface LineChartParts {
  readonly description: string
  readonly x: Axis
  readonly y: Axis
  readonly lines: readonly Line[]
  /** steps: the value of a point holds from the point before it; straight unless given. */
  readonly shape?: 'straight' | 'steps'
  /** Dots at the points, for lines of few. */
  readonly dots?: boolean
  /** A value of x that is marked, with its name. */
  readonly mark?: { readonly x: number; readonly name: string }
}

/** A chart of lines with its legend, in which each line has a colour and a pattern of its own. */
export function lineChart({ lines, shape = 'straight', dots = false, mark, ...axes }: LineChartParts): Html {
  const draw = (places: Places): Html => {
    const drawn = lines.map(({ name, points }, i) => {
      const path = shape === 'steps' ? stepPath(points, places) : straightPath(points, places)
      const dotted = dots ? points.map((point) => dot(point, i, places)) : []
      return html`<g><title>${name}</title><path class="line s${i % STYLES}" d="${path}"/>${dotted}</g>`
    })
    return html`${mark && marked(mark, axes.y, places)}${drawn}`
  }
  return html`${chart({ ...axes, draw })}<ul class="legend">${lines.map(
    ({ name }, i) =>
      html`<li><svg viewBox="0 0 36 8" aria-hidden="true"><path class="line s${i % STYLES}" d="M0 4H36"/></svg><bdi>${name}</bdi></li>`,
  )}</ul>`
}

function straightPath(points: Line['points'], { x, y }: Places): string {
  return points
    .map((point, i) => `${i === 0 ? 'M' : 'L'}${place(x(point[0]))} ${place(y(point[1]))}`)
    .join('')
}

/** Steps that nobody can see are left out: a curve of 25,000 points becomes one of a few hundred. */
function stepPath(points: Line['points'], { x, y }: Places): string {
  const first = points[0]
  if (!first) return ''
  const steps = [`M${place(x(0))} ${place(y(first[1]))}`]
  let [lastX, lastY] = [Math.round(x(0)), Math.round(y(first[1]))]
  points.forEach(([valueX, valueY], i) => {
    const [atX, atY] = [Math.round(x(valueX)), Math.round(y(valueY))]
    if (atX === lastX && atY === lastY && i < points.length - 1) return
    if (atY !== lastY) steps.push(`V${place(y(valueY))}`)
    steps.push(`H${place(x(valueX))}`)
    ;[lastX, lastY] = [atX, atY]
  })
  return steps.join('')
}

function dot([valueX, valueY]: Line['points'][number], line: number, { x, y }: Places): Html {
  return html`<circle class="dot s${line % STYLES}" cx="${place(x(valueX))}" cy="${place(y(valueY))}" r="3"/>`
}

function marked(mark: { x: number; name: string }, axis: Axis, { x, y }: Places): Html {
  const at = place(x(mark.x))
  const [low, high] = [y(axis.ticks[0] as number), y(axis.ticks.at(-1) as number)]
  const isRight = mark.x > 0 && at > 300
  return html`<path class="mark" d="M${at} ${low}V${high}"/><text x="${isRight ? at - 5 : at + 5}" y="${high + 12}" class="${isRight ? 'end' : 'start'}">${mark.name}</text>`
}
