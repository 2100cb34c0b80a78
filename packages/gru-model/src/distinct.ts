/** What occurs in a list of small whole numbers. */
export interface Distinct {
  /** Each once, ascending, int32, shape [distinct]. */
  readonly values: Int32Array
  /** Which of `values` stands at each place of the list, int32, shape of the list. */
  readonly index: Int32Array
}

/** Where each number stands in `values`, plus 1; zeros between calls. */
let slots = new Int32Array(0)

/**
 * The distinct numbers of a list, in time linear in the list but for sorting what is distinct.
 *
 * @param list - each in 0 to below - 1
 */
export function distinct(list: Int32Array, below: number): Distinct {
  if (slots.length < below) slots = new Int32Array(below)
  const found = new Int32Array(list.length)
  let count = 0
  for (let i = 0; i < list.length; i++) {
    const value = list[i] as number
    if (slots[value] !== 0) continue
    slots[value] = 1
    found[count++] = value
  }
  const values = found.slice(0, count).sort()
  for (let u = 0; u < count; u++) slots[values[u] as number] = u + 1
  const index = new Int32Array(list.length)
  for (let i = 0; i < list.length; i++) index[i] = (slots[list[i] as number] as number) - 1
  for (let u = 0; u < count; u++) slots[values[u] as number] = 0
  return { values, index }
}
