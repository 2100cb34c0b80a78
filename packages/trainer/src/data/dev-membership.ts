import { type RandomGenerator, TextgateError } from '@textgate/core'

/**
 * Chooses a dev part at random, with each label's share kept (stratified), from rows in any order.
 *
 * @param labels - label index of each row, int32, shape [rows]
 * @param fraction - share of the rows for dev, in (0, 1)
 * @returns 1 for a dev row and 0 for a training row, uint8, shape [rows]; each label keeps at least one training row,
 * and labels' shares are rounded by largest remainder, so that dev has round(rows * fraction) rows where labels allow
 * @throws DATA_TOO_SMALL when not a single row can be spared; RangeError for a fraction outside (0, 1)
 */
export function devMembership(labels: Int32Array, fraction: number, random: RandomGenerator): Uint8Array {
  if (!(fraction > 0 && fraction < 1)) throw new RangeError(`dev fraction ${fraction} is not in (0, 1)`)
  const rowsOf = new Map<number, number[]>()
  labels.forEach((label, row) => {
    const rows = rowsOf.get(label)
    if (rows) rows.push(row)
    else rowsOf.set(label, [row])
  })
  const groups = [...rowsOf].sort(([a], [b]) => a - b).map(([, rows]) => rows)
  const counts = devCounts(
    groups.map((rows) => rows.length),
    fraction,
  )
  const membership = new Uint8Array(labels.length)
  groups.forEach((rows, i) => {
    for (const row of random.shuffle(rows).slice(0, counts[i])) membership[row] = 1
  })
  if (counts.every((count) => count === 0)) {
    throw new TextgateError(
      'DATA_TOO_SMALL',
      `no row of ${labels.length} can be spared for a dev part of ${fraction}; give a dev file or more rows`,
      { details: { rows: labels.length, fraction } },
    )
  }
  return membership
}

/** Largest remainder, with at least one row of each label left for training. */
function devCounts(sizes: readonly number[], fraction: number): number[] {
  const counts = sizes.map((size) => Math.min(Math.floor(size * fraction), size - 1))
  const wanted = Math.max(1, Math.round(sizes.reduce((sum, size) => sum + size, 0) * fraction))
  const byRemainder = sizes
    .map((size, i) => ({ i, remainder: size * fraction - Math.floor(size * fraction) }))
    .sort((a, b) => b.remainder - a.remainder || a.i - b.i)
  let missing = wanted - counts.reduce((sum, count) => sum + count, 0)
  for (const { i } of byRemainder) {
    if (missing <= 0) break
    if ((counts[i] as number) + 1 >= (sizes[i] as number)) continue
    counts[i] = (counts[i] as number) + 1
    missing--
  }
  return counts
}
