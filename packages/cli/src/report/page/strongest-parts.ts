import type { ReportWords } from '../words/report-words.ts'
import { type Html, html } from './html.ts'
import { namedParts } from './named-parts.ts'
import type { ValuedPart } from './text-parts.ts'

/** Parts that are named of each side, and the effect in nats from which one is worth a word. */
const NAMED = 3
const WORTH_A_WORD = 0.005

/** A part with the probability of the explained label that is left without it, in [0, 1]. */
export interface WeighedPart extends ValuedPart {
  readonly without: number
}

/** Says in words which parts of a text speak most for and against the explained label. */
export function strongestParts(
  text: string,
  parts: readonly WeighedPart[],
  { words }: ReportWords,
): Html | undefined {
  const strongest = (direction: 1 | -1, least: number): WeighedPart[] =>
    parts
      .filter(({ value }) => value * direction >= least)
      .sort((a, b) => (b.value - a.value) * direction)
      .slice(0, NAMED)
  const [falls, rises] = [strongest(1, WORTH_A_WORD), strongest(-1, WORTH_A_WORD)]
  const lines =
    falls.length + rises.length > 0
      ? [
          { name: words.falls, parts: falls },
          { name: words.rises, parts: rises },
        ]
      : [{ name: words.little, parts: strongest(1, 0) }]
  const said = lines.filter((line) => line.parts.length > 0)
  if (said.length === 0) return undefined
  return html`<ul class="effects">${said.map((line) =>
    namedParts(
      line.name,
      text,
      line.parts.map((part) => ({ ...part, said: words.to(part.without) })),
    ),
  )}</ul>`
}
