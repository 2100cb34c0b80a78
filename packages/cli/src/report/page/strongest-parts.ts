import type { ReportWords } from '../words/report-words.ts'
import { cutText } from './cut-text.ts'
import { type Html, html } from './html.ts'
import type { TextPart } from './marked-text.ts'

/** Parts that are named of each side, the effect in nats from which one is worth a word, and its UTF-16 units. */
const NAMED = 3
const WORTH_A_WORD = 0.005
const LENGTH = 40

/** A part with the probability of the answer that is left without it, in [0, 1]. */
export type WeighedPart = Omit<TextPart, 'title'> & { readonly without: number }

/** Says in words which parts of a text speak most for and against the answer. */
export function strongestParts(
  text: string,
  parts: readonly WeighedPart[],
  words: ReportWords,
): Html | undefined {
  const strongest = (direction: 1 | -1, least: number): WeighedPart[] =>
    parts
      .filter(({ value }) => value * direction >= least)
      .sort((a, b) => (b.value - a.value) * direction)
      .slice(0, NAMED)
  const [falls, rises] = [strongest(1, WORTH_A_WORD), strongest(-1, WORTH_A_WORD)]
  const { words: own } = words
  const lines =
    falls.length + rises.length > 0
      ? [
          { name: own.falls, parts: falls },
          { name: own.rises, parts: rises },
        ]
      : [{ name: own.little, parts: strongest(1, 0) }]
  const said = lines.filter((line) => line.parts.length > 0)
  if (said.length === 0) return undefined
  return html`<ul class="effects">${said.map(
    (line) =>
      html`<li><span class="muted">${line.name}</span> ${line.parts.map(
        ({ start, end, without }) =>
          html`<span class="strongest"><bdi class="label">${cutText(text.slice(start, end), LENGTH)}</bdi> ${own.to(without)}</span> `,
      )}</li>`,
  )}</ul>`
}
