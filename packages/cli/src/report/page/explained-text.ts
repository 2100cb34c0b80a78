import type { ExplainedRow } from '../report.ts'
import type { ReportWords } from '../words/report-words.ts'
import { cutText } from './cut-text.ts'
import { type Html, html } from './html.ts'
import { markedText, type TextPart } from './marked-text.ts'

/** Parts that are listed of each side, and the effect in nats from which one is worth a word. */
const LISTED = 3
const WORTH_A_WORD = 0.005
/** UTF-16 units of a text above which its marks are to be opened, and of a listed part. */
const AT_ONCE = 600
const LISTED_LENGTH = 40
/** UTF-16 units between two tokens above which the model has left out what is between. */
const LARGEST_GAP = 40

/** A text with its marks, and in words which parts speak most for and against the answer. */
export function explainedText(row: ExplainedRow, words: ReportWords): Html {
  const { text, answerProbability } = row
  const without = (effect: number): number => Math.min(1, answerProbability * Math.exp(-effect))
  const parts = partsOf(row).map((part) => ({
    ...part,
    title: words.words.without(answerProbability, without(part.value)),
  }))
  const marked = markedText(text, parts, words)
  const list = (name: string, direction: 1 | -1): Html | undefined => {
    const strongest = parts
      .filter(({ value }) => value * direction >= WORTH_A_WORD)
      .sort((a, b) => (b.value - a.value) * direction)
      .slice(0, LISTED)
    if (strongest.length === 0) return undefined
    return html`<li><span class="muted">${name}</span> ${strongest.map(
      ({ start, end, value }) =>
        html`<span class="strongest"><bdi class="label">${cutText(text.slice(start, end), LISTED_LENGTH)}</bdi> ${words.words.to(without(value))}</span> `,
    )}</li>`
  }
  const lists = [list(words.words.falls, 1), list(words.words.rises, -1)]
  const summary =
    lists.some((one) => one !== undefined) || parts.length === 0
      ? html`<ul class="effects">${lists}</ul>`
      : html`<p class="note">${words.words.nothing}</p>`
  if (text.length <= AT_ONCE) return html`${marked}${summary}`
  return html`${summary}<details><summary>${words.words.showText(text.length)}</summary>${marked}</details>`
}

/** The runs as parts of the text, without the space around them and without what the model has not read between. */
function partsOf({ text, offsets, runs, effects }: ExplainedRow): Omit<TextPart, 'title'>[] {
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
