import { type FoldTable, foldTable, HALF, JOINING, UNSEEN } from './fold-table.ts'
import { type NormalizationOptions, normalize } from './normalize.ts'

/** A normalised text in UTF-16 units, in memory that the next text overwrites. */
export interface NormalizedUnits {
  /** Units of the normalised text, and a blank after them, where loops stop; shape [at least length + 1]. */
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
const BLANK = 0x20
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
    const { folds, foldOf } = table
    const size = text.length
    reserve(size + 1, withOffsets)
    let length = 0
    // The last segment that was no single unit: [segmentStart, segmentEnd) went to units from segmentLength.
    let segmentStart = 0
    let segmentEnd = 0
    let segmentLength = 0
    let i = 0
    while (i < size) {
      const run = foldRun(text, i, folds, units, length) - i
      if (withOffsets) {
        for (let k = 0; k < run; k++) {
          starts[length + k] = i + k
          ends[length + k] = i + k + 1
        }
      }
      length += run
      i += run
      if (i === size) break
      const unit = text.charCodeAt(i)
      let fold = folds[unit] as number
      if (fold === UNSEEN) {
        foldOf(unit)
        continue
      }
      const code = fold === HALF ? (text.codePointAt(i) as number) : unit
      let end = i + (code > 0xffff ? 2 : 1)
      if (fold === HALF) fold = code > 0xffff ? foldOf(code) : 0
      if (fold !== JOINING) {
        segmentStart = i
        segmentLength = length
      } else if (i > 0 && i !== segmentEnd) {
        segmentStart = i - 1
        segmentLength = length - 1
      }
      let normalized: string
      if (fold >= 0) {
        normalized = text.slice(i, end)
      } else {
        end = segmentEndAfter(text, end, table)
        normalized = normalize(text.slice(segmentStart, end), options)
        length = segmentLength
      }
      reserve(length + normalized.length + (size - end) + 1, withOffsets)
      if (withOffsets) {
        starts.fill(segmentStart, length, length + normalized.length)
        ends.fill(end, length, length + normalized.length)
      }
      for (let k = 0; k < normalized.length; k++) units[length++] = normalized.charCodeAt(k)
      segmentEnd = end
      i = end
    }
    units[length] = BLANK
    return { units, length, starts, ends }
  }
}

/**
 * Writes the units that each become one unit from `position` on to `units` from `length`; the hot loop, so it sees
 * nothing but locals.
 *
 * @returns the position that it stopped at
 */
function foldRun(
  text: string,
  position: number,
  folds: Int32Array,
  units: Uint16Array,
  length: number,
): number {
  const size = text.length
  let i = position
  while (i < size) {
    const fold = folds[text.charCodeAt(i)] as number
    if (fold < 0) break
    units[length++] = fold
    i++
  }
  return i
}

/** The end of the joining characters from `position`. */
function segmentEndAfter(text: string, position: number, { folds, foldOf }: FoldTable): number {
  let end = position
  while (end < text.length) {
    const unit = text.charCodeAt(end)
    const code = folds[unit] === HALF ? (text.codePointAt(end) as number) : unit
    const isUnpaired = folds[unit] === HALF && code <= 0xffff
    if (isUnpaired || foldOf(code) !== JOINING) break
    end += code > 0xffff ? 2 : 1
  }
  return end
}

function resized(array: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const result = new Int32Array(length)
  result.set(array.subarray(0, Math.min(array.length, length)))
  return result
}
