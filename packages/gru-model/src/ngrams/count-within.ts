import type { NgramRows } from './ngram-rows.ts'

/** The distinct rows of each text, in the order in which they first occur. */
export interface CountedRows extends NgramRows {
  /** How often each occurs in its text, int32, shape [distinct]. */
  readonly counts: Int32Array
}

/** Where each row of the kernel was last found, and in which text of all that were ever counted: numbers only grow. */
let found = { places: new Int32Array(0), texts: new Float64Array(0) }
let textsEver = 0

/**
 * Counts each text's rows, in time linear in the rows.
 *
 * @param isWanted - rows of which this is false are left out; none unless given
 */
export function countWithin(
  { rows, starts }: NgramRows,
  isWanted: (row: number) => boolean = () => true,
): CountedRows {
  const largest = rows.reduce((most, row) => Math.max(most, row), 0)
  if (found.places.length <= largest) {
    const room = 2 * largest + 1
    found = { places: new Int32Array(room), texts: new Float64Array(room) }
  }
  const { places, texts } = found
  const distinct = new Int32Array(rows.length)
  const counts = new Int32Array(rows.length)
  const distinctStarts = new Int32Array(starts.length)
  let size = 0
  for (let text = 0; text + 1 < starts.length; text++) {
    textsEver++
    for (let i = starts[text] as number; i < (starts[text + 1] as number); i++) {
      const row = rows[i] as number
      if (texts[row] === textsEver) {
        const at = places[row] as number
        counts[at] = (counts[at] as number) + 1
      } else if (isWanted(row)) {
        texts[row] = textsEver
        places[row] = size
        distinct[size] = row
        counts[size++] = 1
      }
    }
    distinctStarts[text + 1] = size
  }
  return { rows: distinct.slice(0, size), starts: distinctStarts, counts: counts.slice(0, size) }
}
