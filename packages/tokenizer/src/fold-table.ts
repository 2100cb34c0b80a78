import { COMPATIBILITY_COMPOSING_RANGES, COMPOSING_RANGES, REMOVED_RANGES } from './character-ranges.ts'
import { type NormalizationOptions, normalize } from './normalize.ts'
import { parseRanges } from './parse-ranges.ts'

/** Not looked at yet: `look`, then read again. */
export const UNSEEN = -1
/** Needs string normalisation. */
export const SLOW = -2
/** May change the character before it, or vanish: normalised together with it. */
export const JOINING = -3
/** Half of a code point above U+FFFF, or an unpaired one. */
export const HALF = -4

/** What normalisation does to each code point alone. */
export interface FoldTable {
  /**
   * For each unit, shape [0x10000]: the unit that it becomes whatever stands around it, unless a JOINING character
   * follows; or one of the constants above.
   */
  readonly folds: Int32Array
  /** The same for any code point but unpaired surrogates: at least 0 for one that stays as it is, or becomes one unit. */
  foldOf(code: number): number
}

const tables = new Map<string, FoldTable>()

/** The table for these options; filled page by page on use, and shared by all tokenizers with the same options. */
export function foldTable(options: NormalizationOptions): FoldTable {
  const key = `${options.normalization} ${options.lowercase} ${options.numbers === 'mask'}`
  const known = tables.get(key)
  if (known !== undefined) return known
  const table = createTable(options)
  tables.set(key, table)
  return table
}

function createTable(options: NormalizationOptions): FoldTable {
  const folds = new Int32Array(0x10000).fill(UNSEEN)
  folds.fill(HALF, 0xd800, 0xe000)
  const upper = new Int8Array(0x100000).fill(UNSEEN)
  const joining = joiningRanges(options)
  const look = (code: number): void => {
    const start = code & ~0xff
    for (let c = start; c < start + 256; c++) {
      const character = String.fromCodePoint(c)
      const normalized = normalize(character, options)
      if (c < 0x10000) folds[c] = normalized.length === 1 ? normalized.charCodeAt(0) : SLOW
      else upper[c - 0x10000] = normalized === character ? 0 : SLOW
    }
    for (const [first, last] of joining) {
      const from = Math.max(first, start)
      const to = Math.min(last, start + 255) + 1
      if (from >= to) continue
      if (start < 0x10000) folds.fill(JOINING, from, to)
      else upper.fill(JOINING, from - 0x10000, to - 0x10000)
    }
  }
  const read = (code: number): number =>
    code < 0x10000 ? (folds[code] as number) : (upper[code - 0x10000] as number)
  const foldOf = (code: number): number => {
    if (read(code) === UNSEEN) look(code)
    return read(code)
  }
  return { folds, foldOf }
}

function joiningRanges({ normalization }: NormalizationOptions): readonly (readonly [number, number])[] {
  if (normalization === 'portable') return []
  const removed = parseRanges(REMOVED_RANGES)
  if (normalization === 'none') return removed
  return [
    ...removed,
    ...parseRanges(normalization === 'nfc' ? COMPOSING_RANGES : COMPATIBILITY_COMPOSING_RANGES),
  ]
}
