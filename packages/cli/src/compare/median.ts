/** The middle value; the mean of the two middle ones where their number is even, and NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] as number
  const upper = sorted[Math.floor(sorted.length / 2)] as number
  return (lower + upper) / 2
}
