import type { ExplainedRow } from '../report.ts'
import type { ReportWords } from '../words/report-words.ts'
import { type Html, html } from './html.ts'
import { markedText } from './marked-text.ts'
import { strongestParts, type WeighedPart } from './strongest-parts.ts'

/** UTF-16 units of a text above which its marks are to be opened. */
const AT_ONCE = 600
/** UTF-16 units between two tokens above which the model has left out what is between. */
const LARGEST_GAP = 40

/** A text with its marks, and in words which parts speak most for and against the answer. */
export function explainedText(row: ExplainedRow, words: ReportWords): Html {
  const { text, answerProbability } = row
  const parts: WeighedPart[] = partsOf(row).map((part) => ({
    ...part,
    without: Math.min(1, answerProbability * Math.exp(-part.value)),
  }))
  const said = strongestParts(text, parts, words)
  const titled = parts.map((part) => ({
    ...part,
    title: words.words.without(answerProbability, part.without),
  }))
  const marked = markedText(text, titled, words)
  if (text.length <= AT_ONCE) return html`${marked}${said}`
  return html`${said}<details><summary>${words.words.showText(text.length)}</summary>${marked}</details>`
}

/** The runs as parts of the text, without the space around them and without what the model has not read between. */
function partsOf({ text, offsets, runs, effects }: ExplainedRow): Omit<WeighedPart, 'without'>[] {
  const parts: { start: number; end: number; value: number }[] = []
  runs.forEach(({ start, end }, run) => {
    let isFirst = true
    for (let token = start; token < end; token++) {
      const [from, to] = [offsets[2 * token] as number, offsets[2 * token + 1] as number]
      const last = parts.at(-1)
      if (!isFirst && last && from - last.end <= LARGEST_GAP) last.end = Math.max(last.end, to)
      else parts.push({ start: from, end: to, value: effects[run] as number })
      isFirst = false
    }
  })
  return parts.flatMap(({ start, end, value }) => {
    const part = text.slice(start, end)
    const trimmed = part.trimStart()
    const from = end - trimmed.length
    return trimmed === '' ? [] : [{ start: from, end: from + trimmed.trimEnd().length, value }]
  })
}
