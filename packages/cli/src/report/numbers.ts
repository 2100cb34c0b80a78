/** Keeps a number and its sign on one line. */
const SPACE = '\u00a0'

/** A fraction as a percentage with one decimal, e.g. `88.3 %`. */
export function percent(fraction: number): string {
  return `${(fraction * 100).toFixed(1)}${SPACE}%`
}

/** The same with no more decimals than it needs, for axes: `80 %`, `92.5 %`. */
export function roundPercent(fraction: number): string {
  return `${Number((fraction * 100).toFixed(1))}${SPACE}%`
}

/** A whole number with commas between thousands, e.g. `25,000`. */
export function count(number: number): string {
  return number.toLocaleString('en')
}
