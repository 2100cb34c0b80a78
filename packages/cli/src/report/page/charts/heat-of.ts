/** Strength of a cell's colour, 0 to 9; the square root lets small shares of a label be seen. */
export function heatOf(share: number): number {
  return share === 0 ? 0 : Math.max(1, Math.round(Math.sqrt(share) * 9))
}
