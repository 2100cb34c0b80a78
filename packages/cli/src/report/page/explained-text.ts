import type { ExplainedRow } from '../report.ts'
import type { ReportWords } from '../words/report-words.ts'
import { type Html, html } from './html.ts'
import { lookedAt } from './looked-at.ts'
import { markedText } from './marked-text.ts'
import { strongestParts, type WeighedPart } from './strongest-parts.ts'
import { textParts } from './text-parts.ts'

/** UTF-16 units of a text above which its marks are to be opened. */
const AT_ONCE = 600

/**
 * A text with its marks, in words which parts speak most for and against the explained label, and where the model looked.
 */
export function explainedText(row: ExplainedRow, words: ReportWords): Html {
  const { text, explained, runs, effects } = row
  const { probability } = explained
  const parts: WeighedPart[] = textParts(row, runs, effects).map((part) => ({
    ...part,
    without: Math.min(1, probability * Math.exp(-part.value)),
  }))
  const said = strongestParts(text, parts, words)
  const marked = markedText(
    text,
    parts.map((part) => ({
      ...part,
      kind: part.value > 0 ? ('for' as const) : ('against' as const),
      title: words.words.without(probability, part.without),
    })),
    words,
  )
  const looked = lookedAt(row, words)
  if (text.length <= AT_ONCE) return html`${marked}${said}${looked}`
  return html`${said}<details><summary>${words.words.showText(text.length)}</summary>${marked}</details>${looked}`
}
