import { rowsAtStepOf } from './reference-recurrence.ts'

/** Positions of each row, as packed sequences lay them out. */
export function positionsOf(lengths: readonly number[]): number[][] {
  const rows = lengths.map((): number[] => [])
  let next = 0
  for (const count of rowsAtStepOf(lengths)) for (let row = 0; row < count; row++) rows[row]!.push(next++)
  return rows
}
