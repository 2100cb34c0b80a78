/** What occurs in a list of small whole numbers. */
export interface Distinct {
  /** Each once, ascending, int32, shape [distinct]. */
  readonly values: Int32Array
  /** Which of `values` stands at each place of the list, int32, shape of the list. */
  readonly index: Int32Array
}

/** A bit for each number that occurs, 32 to a word; zeros between calls. */
let marks = new Int32Array(0)
/** Where each number that occurs stands in `values`. */
let slots = new Int32Array(0)

/**
 * The distinct numbers of a list, in time linear in the list, and for each 32 numbers that there could be one look: much
 * less than sorting what is distinct.
 *
 * @param list - each in 0 to below - 1
 */
export function distinct(list: Int32Array, below: number): Distinct {
  const words = Math.ceil(below / 32)
  if (slots.length < below) {
    slots = new Int32Array(below)
    marks = new Int32Array(words)
  }
  const [marked, placed] = [marks, slots]
  let count = 0
  for (let i = 0; i < list.length; i++) {
    const value = list[i] as number
    const before = marked[value >> 5] as number
    const after = before | (1 << (value & 31))
    if (after === before) continue
    marked[value >> 5] = after
    count++
  }
  const values = new Int32Array(count)
  let u = 0
  for (let word = 0; u < count && word < words; word++) {
    let rest = marked[word] as number
    if (rest === 0) continue
    marked[word] = 0
    for (; rest !== 0; rest &= rest - 1) {
      const value = 32 * word + 31 - Math.clz32(rest & -rest) // the lowest bit that is left
      placed[value] = u
      values[u++] = value
    }
  }
  const index = new Int32Array(list.length)
  for (let i = 0; i < list.length; i++) index[i] = placed[list[i] as number] as number
  return { values, index }
}
