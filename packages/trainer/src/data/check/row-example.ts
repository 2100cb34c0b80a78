import type { CheckedRow, RowPlace } from './checked-row.ts'

/** UTF-16 units of a text that an example shows at most. */
const EXCERPT_UNITS = 160
/** Of them before what the example is about. */
const UNITS_BEFORE = 20

/** A row that shows what a check has found. */
export interface RowExample extends RowPlace {
  /** The text, or at most 160 UTF-16 units of it around what was found, `…` for what is left out. */
  readonly text: string
  readonly labels: readonly string[]
  /** The earlier row that it is like; its labels where they are what it is about. */
  readonly like?: RowPlace & { readonly labels?: readonly string[] }
  /** Estimated share of what the two texts have in common; of near duplicates. */
  readonly resemblance?: number
}

/** The first few examples of something. */
export interface ExampleList {
  /** Keeps an example unless there are enough. @param at - where in the text the found thing stands */
  add(row: CheckedRow, more?: Pick<RowExample, 'like' | 'resemblance'>, at?: number): void
  readonly examples: readonly RowExample[]
}

/** @param limit - examples that are kept at most */
export function exampleList(limit: number): ExampleList {
  const examples: RowExample[] = []
  return {
    add({ place, text, labels }, more = {}, at = 0) {
      if (examples.length < limit) examples.push({ ...place, text: excerpt(text, at), labels, ...more })
    },
    examples,
  }
}

function excerpt(text: string, at: number): string {
  let start = Math.max(0, at - UNITS_BEFORE)
  let end = Math.min(text.length, start + EXCERPT_UNITS)
  if (isInsidePair(text, start)) start++
  if (isInsidePair(text, end)) end--
  return `${start > 0 ? '…' : ''}${text.slice(start, end)}${end < text.length ? '…' : ''}`
}

function isInsidePair(text: string, position: number): boolean {
  return /^[\ud800-\udbff][\udc00-\udfff]$/.test(text.slice(Math.max(0, position - 1), position + 1))
}
