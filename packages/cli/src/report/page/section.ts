import { type Content, type Html, html } from './html.ts'

/** A part of the page with its heading; the contents list leads to its id. */
export interface Section {
  readonly id: string
  readonly heading: string
  readonly body: Content
}

export function sectionHtml({ id, heading, body }: Section): Html {
  return html`<section id="${id}" aria-labelledby="${id}-heading">
<h2 id="${id}-heading">${heading}</h2>
${body}
</section>
`
}
