/** Share of a name's letters that may be wrong for it to be taken for another one. */
const MAX_WRONG = 1 / 3

/**
 * The known name that somebody most likely meant; case does not count.
 *
 * @returns undefined where no name is near
 */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const lower = name.toLowerCase()
  const distances = known.map((each) => ({ each, distance: editDistance(lower, each.toLowerCase()) }))
  const [nearest] = distances.sort((a, b) => a.distance - b.distance)
  return nearest && nearest.distance <= MAX_WRONG * name.length ? nearest.each : undefined
}

/**
 * How many letters must be put in, left out or replaced. (Levenshtein, "Binary Codes Capable of Correcting Deletions, Insertions,
 * and Reversals", 1966.)
 */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 0; i < a.length; i++) {
    const row = [i + 1]
    for (let j = 0; j < b.length; j++) {
      const replaced = (previous[j] as number) + (a[i] === b[j] ? 0 : 1)
      row.push(Math.min(replaced, (previous[j + 1] as number) + 1, (row[j] as number) + 1))
    }
    previous = row
  }
  return previous[b.length] as number
}
