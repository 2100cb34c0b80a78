import { type FoldTable, foldTable, JOINING, PLAIN, UNSEEN } from './fold-table.ts'
import { type NormalizationOptions, normalize } from './normalize.ts'

/** A normalised text in UTF-16 units, in memory that the next text overwrites. */
export interface NormalizedUnits {
  /** Units of the normalised text, shape [at least length]. */
  readonly units: Uint16Array
  /** Number of units. */
  readonly length: number
  /** Where in the original text each unit comes from, [start, end), shape [at least length]; only when asked for. */
  readonly starts: Int32Array
  readonly ends: Int32Array
}

/** Normalises one text; the result is valid until the next call. */
export type UnitNormalizer = (text: string, withOffsets: boolean) => NormalizedUnits

const SMALLEST_CAPACITY = 4096
const LARGEST_KEPT = 1 << 20 // a rare giant text must not hold its memory for ever

/**
 * `normalize`, without strings on the common path: almost every character becomes one unit on its own. The rest is
 * normalised in segments, each a character with all that may join it. Normalisation cannot reach beyond such a segment,
 * because every other character is a starter that never composes with what stands before it (Unicode Annex 15,
 * "Stream-Safe Text Format and concatenation").
 */
export function unitNormalizer(options: NormalizationOptions): UnitNormalizer {
  const table = foldTable(options)
  let units = new Uint16Array(SMALLEST_CAPACITY)
  let starts = new Int32Array(0)
  let ends = new Int32Array(0)

  const reserve = (capacity: number, withOffsets: boolean): void => {
    const isWasteful = units.length > LARGEST_KEPT && capacity < LARGEST_KEPT
    if (units.length < capacity || isWasteful) {
      const grown = new Uint16Array(Math.max(SMALLEST_CAPACITY, Math.ceil(capacity * 1.5)))
      grown.set(units.subarray(0, Math.min(units.length, grown.length)))
      units = grown
    }
    if (withOffsets && starts.length !== units.length) {
      starts = resized(starts, units.length)
      ends = resized(ends, units.length)
    }
  }

  return (text, withOffsets) => {
    const { kinds, folds } = table
    const size = text.length
    reserve(size, withOffsets)
    let length = 0
    // The last segment that was no single PLAIN unit: [segmentStart, segmentEnd) went to units from segmentLength.
    let segmentStart = 0
    let segmentEnd = 0
    let segmentLength = 0
    let i = 0
    while (i < size) {
      let code = text.charCodeAt(i)
      if (kinds[code] === PLAIN && (code & 0xf800) !== 0xd800) {
        if (withOffsets) {
          starts[length] = i
          ends[length] = i + 1
        }
        units[length++] = folds[code] as number
        i++
        continue
      }
      if ((code & 0xf800) === 0xd800) code = text.codePointAt(i) as number
      const kind = kindOf(table, code)
      if (kind === PLAIN && code < 0x10000 && (code & 0xf800) !== 0xd800) continue // its page was unseen
      if (kind !== JOINING) {
        segmentStart = i
        segmentLength = length
      } else if (i > 0 && i !== segmentEnd) {
        segmentStart = i - 1
        segmentLength = length - 1
      }
      let end = i + (code > 0xffff ? 2 : 1)
      if (kind === PLAIN) {
        units[length] = text.charCodeAt(i)
        if (code > 0xffff) units[length + 1] = text.charCodeAt(i + 1)
        if (withOffsets) {
          starts.fill(i, length, length + end - i)
          ends.fill(end, length, length + end - i)
        }
        length += end - i
      } else {
        while (end < size) {
          const next = text.codePointAt(end) as number
          if (kindOf(table, next) !== JOINING) break
          end += next > 0xffff ? 2 : 1
        }
        const normalized = normalize(text.slice(segmentStart, end), options)
        length = segmentLength
        reserve(length + normalized.length + (size - end), withOffsets)
        if (withOffsets) {
          starts.fill(segmentStart, length, length + normalized.length)
          ends.fill(end, length, length + normalized.length)
        }
        for (let k = 0; k < normalized.length; k++) units[length++] = normalized.charCodeAt(k)
      }
      segmentEnd = end
      i = end
    }
    return { units, length, starts, ends }
  }
}

function kindOf(table: FoldTable, code: number): number {
  if (table.kinds[code] === UNSEEN) table.look(code)
  return table.kinds[code] as number
}

function resized(array: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const result = new Int32Array(length)
  result.set(array.subarray(0, Math.min(array.length, length)))
  return result
}
