import type { ReportWords } from '../words/report-words.ts'
import { cutText } from './cut-text.ts'
import { type Html, html } from './html.ts'

/** UTF-16 units of a text that are shown at once, and when the reader asks for all of it. */
const AT_ONCE = 280
const WHOLE = 3000

/** A text as a quotation; a long one begins, and the rest can be opened. Its own direction, whatever the page's is. */
export function shownText(text: string, words: ReportWords): Html {
  const beginning = cutText(text, AT_ONCE)
  if (beginning === text) return html`<blockquote dir="auto">${text}</blockquote>`
  const whole = cutText(text, WHOLE)
  const summary = whole === text ? words.wholeText(text.length) : words.cutText(whole.length, text.length)
  return html`<blockquote dir="auto">${beginning}…</blockquote>
<details><summary>${summary}</summary><blockquote dir="auto">${whole}</blockquote></details>`
}
