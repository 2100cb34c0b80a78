import { kindOf, readValue } from './read-value.ts'
import { ListProblem, RowProblem } from './row-problem.ts'

/** Which labels a row may have. */
export interface KnownLabels {
  /** Column or JSON member. */
  readonly column: string
  /** All that are known; any unless given. */
  readonly known?: ReadonlySet<string> | undefined
}

/** The one label of a row. */
export function readLabel(values: ReadonlyMap<string, unknown>, { column, known }: KnownLabels): string {
  const value = readValue(values, column)
  if (Array.isArray(value)) throw new ListProblem()
  return checkedLabel(value, `"${column}"`, known)
}

/**
 * The labels of a row, each once: of a list, of a bare label, or of a cell.
 *
 * @param separator - what stands between the labels of a cell; undefined where values have types, and a text is one label
 */
export function readLabels(
  values: ReadonlyMap<string, unknown>,
  { column, known }: KnownLabels,
  separator: string | undefined,
): string[] {
  const value = readValue(values, column)
  if (value === '' && separator === undefined) {
    throw new RowProblem(`"${column}" is empty; write [] where a text has no label`)
  }
  const list = Array.isArray(value) ? value : separator === undefined ? [value] : partsOf(value, separator)
  const name = (i: number): string => (list.length === 1 ? `"${column}"` : `label ${i + 1} of "${column}"`)
  return [...new Set(list.map((label, i) => checkedLabel(label ?? '', name(i), known)))]
}

/** Blanks beside a separator are layout; an empty cell has no label. */
function partsOf(cell: unknown, separator: string): string[] {
  const parts = String(cell)
    .split(separator)
    .map((part) => part.trim())
  return parts.length === 1 && parts[0] === '' ? [] : parts
}

function checkedLabel(value: unknown, name: string, known: ReadonlySet<string> | undefined): string {
  const label = labelText(value)
  if (label === undefined) throw new RowProblem(`${name} is ${kindOf(value)}, not a string`)
  if (label.trim() === '') throw new RowProblem(`${name} is ${label === '' ? 'empty' : 'blank'}`)
  if (/\p{Surrogate}/u.test(label)) {
    throw new RowProblem(`${name} holds half a character (a lone surrogate)`)
  }
  if (known && !known.has(label)) {
    throw new RowProblem(`unknown label ${JSON.stringify(label)}; known are ${listed(known)}`)
  }
  return label
}

function labelText(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value)
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : undefined
}

function listed(labels: ReadonlySet<string>): string {
  const names = [...labels].slice(0, 10).map((label) => JSON.stringify(label))
  return names.join(', ') + (labels.size > 10 ? ` and ${labels.size - 10} more` : '')
}
