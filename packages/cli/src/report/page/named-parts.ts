import { cutText } from './cut-text.ts'
import { type Html, html } from './html.ts'

/** UTF-16 units of a part that are shown. */
const LENGTH = 40

/** A part of a text by its offsets, with what is said of it. */
export interface NamedPart {
  readonly start: number
  readonly end: number
  readonly said: string
}

/** Parts of a text by their words, as an item of a list. */
export function namedParts(name: string, text: string, parts: readonly NamedPart[]): Html {
  return html`<li><span class="muted">${name}</span> ${parts.map(
    ({ start, end, said }) =>
      html`<span class="strongest"><bdi class="label">${cutText(text.slice(start, end), LENGTH)}</bdi> ${said}</span> `,
  )}</li>`
}
