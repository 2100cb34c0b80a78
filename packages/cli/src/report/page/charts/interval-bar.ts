import type { Interval } from '@textgate/trainer/metrics'
import { type Html, html } from '../html.ts'
import { place } from './chart.ts'

const WIDTH = 160

/**
 * A figure as a dot on its interval, to be read beside the number in the same row of a table.
 *
 * @param from - value at the left end; the right end is 1
 */
export function intervalBar(value: number, { low, high }: Interval, from: number): Html {
  const at = (share: number): number => place(((share - from) / (1 - from)) * (WIDTH - 8) + 4)
  return html`<svg class="interval" viewBox="0 0 ${WIDTH} 14" aria-hidden="true"><path class="track" d="M0 7H${WIDTH}"/><path class="range" d="M${at(low)} 7H${at(high)}"/><circle class="dot s0" cx="${at(value)}" cy="7" r="4"/></svg>`
}
