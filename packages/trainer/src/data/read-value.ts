import { BadEncoding } from './raw-row.ts'
import { EncodingProblem, RowProblem } from './row-problem.ts'

/** The value of a column; the empty string where it has none. */
export function readValue(values: ReadonlyMap<string, unknown>, column: string): unknown {
  const value = values.get(column)
  checkEncoding(value)
  if (value === undefined && !values.has(column)) throw new RowProblem(`"${column}" is missing`)
  return value ?? ''
}

/** What a message calls a value of a wrong type. */
export function kindOf(value: unknown): string {
  return Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

function checkEncoding(value: unknown): void {
  if (value instanceof BadEncoding) throw new EncodingProblem(value.linesBelow)
  if (Array.isArray(value)) value.forEach(checkEncoding)
}
