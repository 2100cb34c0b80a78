import { COMPATIBILITY_COMPOSING_RANGES, COMPOSING_RANGES, REMOVED_RANGES } from './character-ranges.ts'
import { type NormalizationOptions, normalize } from './normalize.ts'
import { parseRanges } from './parse-ranges.ts'

/** Not looked at yet: call `look`, then read again. */
export const UNSEEN = 0
/** Becomes one UTF-16 unit, whatever stands around it, unless a JOINING character follows. Above U+FFFF: stays itself. */
export const PLAIN = 1
/** Needs string normalisation. */
export const SLOW = 2
/** May change the character before it, or vanish: normalised together with it. */
export const JOINING = 3

/** What normalisation does to each code point alone. */
export interface FoldTable {
  /** UNSEEN, PLAIN, SLOW or JOINING of each code point, shape [0x110000]. */
  readonly kinds: Uint8Array
  /** The unit that a PLAIN code point below U+10000 becomes, shape [0x10000]. */
  readonly folds: Uint16Array
  /** Fills in the 256 code points around this one; unpaired surrogates are PLAIN. */
  look(code: number): void
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
  const kinds = new Uint8Array(0x110000)
  const folds = new Uint16Array(0x10000)
  const joining = joiningRanges(options)
  const look = (code: number): void => {
    const start = code & ~0xff
    for (let c = start; c < start + 256; c++) {
      const character = String.fromCodePoint(c)
      const normalized = normalize(character, options)
      const isOneUnit = c < 0x10000 && normalized.length === 1
      kinds[c] = isOneUnit || normalized === character ? PLAIN : SLOW
      if (isOneUnit) folds[c] = normalized.charCodeAt(0)
    }
    for (const [first, last] of joining) {
      const from = Math.max(first, start)
      const to = Math.min(last, start + 255)
      if (from <= to) kinds.fill(JOINING, from, to + 1)
    }
  }
  return { kinds, folds, look }
}

function joiningRanges({ normalization }: NormalizationOptions): readonly (readonly [number, number])[] {
  const removed = parseRanges(REMOVED_RANGES)
  if (normalization === 'none') return removed
  return [
    ...removed,
    ...parseRanges(normalization === 'nfc' ? COMPOSING_RANGES : COMPATIBILITY_COMPOSING_RANGES),
  ]
}
