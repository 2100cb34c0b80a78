/** Rows of like lengths. */
export interface LengthGroup {
  /** Shortest and longest of the group, in the unit of the lengths. */
  readonly shortest: number
  readonly longest: number
  /** Row numbers, int32. */
  readonly rows: Int32Array
}

/**
 * Rows in groups by length, the shortest first, with as equal counts as rows of one length, which stay together, allow.
 *
 * @param lengths - of each row, int32, shape [rows]
 * @param most - groups at most, 1 or more
 */
export function lengthGroups(lengths: Int32Array, most: number): LengthGroup[] {
  const order = Int32Array.from(lengths.keys()).sort((a, b) => lengths[a]! - lengths[b]!)
  const groups: LengthGroup[] = []
  for (let start = 0, end = 0; start < order.length; start = end) {
    const left = Math.max(1, most - groups.length)
    end = start + Math.ceil((order.length - start) / left)
    while (end < order.length && lengths[order[end]!] === lengths[order[end - 1]!]) end++
    const rows = order.slice(start, end)
    groups.push({ shortest: lengths[rows[0]!]!, longest: lengths[rows.at(-1)!]!, rows })
  }
  return groups
}
