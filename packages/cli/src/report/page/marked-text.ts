import type { ReportWords } from '../words/report-words.ts'
import { cutText } from './cut-text.ts'
import { type Html, html } from './html.ts'
import type { ValuedPart } from './text-parts.ts'

/** UTF-16 units of one text that are shown at most, and that may stand between two marked parts. */
const WHOLE = 6000
const GAP = 60
/** Strengths of marks; effects below half of the weakest are not marked. */
const STRENGTHS = 4

/** A part of a text that is marked. */
export interface MarkedPart extends ValuedPart {
  /** What the mark says: the part speaks for or against a label, or the model looked at it. */
  readonly kind: 'for' | 'against' | 'looked'
  /** Said where the reader points at the part. */
  readonly title: string
}

/**
 * A text with its parts marked by colour and by underlines of a kind and thickness that follow the values, the largest of
 * the text as the measure. What lies outside the parts is left out where it is long: the model has not read it.
 */
export function markedText(text: string, parts: readonly MarkedPart[], words: ReportWords): Html {
  const largest = Math.max(...parts.map(({ value }) => Math.abs(value)), Number.MIN_VALUE)
  const pieces: Html[] = []
  let position = 0
  for (const { start, end, value, kind, title } of parts) {
    if (end > WHOLE) break
    const strength = Math.round((Math.abs(value) / largest) * STRENGTHS)
    const part = text.slice(start, end)
    pieces.push(unread(text.slice(position, start), words))
    pieces.push(
      strength === 0
        ? html`${part}`
        : html`<mark class="${kind} m${strength}" title="${title}">${part}</mark>`,
    )
    position = end
  }
  return html`<blockquote dir="auto">${pieces}${unread(text.slice(position), words)}</blockquote>`
}

function unread(between: string, words: ReportWords): Html {
  if (between.length <= GAP) return html`${between}`
  const beginning = cutText(between, GAP / 2)
  return html`${beginning}<span class="gap"> [… ${words.words.skipped(between.length - beginning.length)}] </span>`
}
