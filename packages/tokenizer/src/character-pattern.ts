import { parseRanges } from './parse-ranges.ts'

/**
 * The inside of a regular expression's character class, with `\x{…}` escapes: Oniguruma, which the Rust library uses,
 * reads them, and so does the npm library. `jsCharacterClass` is the same for JavaScript's `u` flag.
 */
export function characterClass(...ranges: readonly string[]): string {
  return classOf(sorted(ranges))
}

/** As `characterClass`, without the characters of `left`. */
export function characterClassWithout(left: string, ...ranges: readonly string[]): string {
  const pieces = sorted(ranges).flatMap(([start, end]) => {
    const kept: [number, number][] = []
    let from = start
    for (const [first, last] of sorted([left])) {
      if (last < from || first > end) continue
      if (first > from) kept.push([from, first - 1])
      from = last + 1
    }
    if (from <= end) kept.push([from, end])
    return kept
  })
  return classOf(pieces)
}

function classOf(ranges: readonly (readonly [number, number])[]): string {
  return ranges.map(([start, end]) => (start === end ? hex(start) : `${hex(start)}-${hex(end)}`)).join('')
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
