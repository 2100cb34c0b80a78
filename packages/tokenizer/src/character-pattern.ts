import { parseRanges } from './parse-ranges.ts'

/**
 * The inside of a regular expression's character class, with `\x{…}` escapes: Oniguruma, which the Rust library uses,
 * reads them, and so does the npm library. `jsCharacterClass` is the same for JavaScript's `u` flag.
 */
export function characterClass(...ranges: readonly string[]): string {
  return sorted(ranges)
    .map(([start, end]) => (start === end ? hex(start) : `${hex(start)}-${hex(end)}`))
    .join('')
}

/** As `characterClass`, in JavaScript's notation. */
export function jsCharacterClass(...ranges: readonly string[]): string {
  return characterClass(...ranges).replaceAll('\\x{', '\\u{')
}

function hex(code: number): string {
  return `\\x{${code.toString(16).toUpperCase()}}`
}

/** All ranges in order, with those that touch merged. */
function sorted(ranges: readonly string[]): [number, number][] {
  const all = ranges.flatMap((text) => [...parseRanges(text)]).sort((a, b) => a[0] - b[0])
  const merged: [number, number][] = []
  for (const [start, end] of all) {
    const last = merged.at(-1)
    if (last !== undefined && start <= last[1] + 1) last[1] = Math.max(last[1], end)
    else merged.push([start, end])
  }
  return merged
}
