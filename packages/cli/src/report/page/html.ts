/** A piece of HTML that may stand in a page as it is; only `html` makes one. */
export class Html {
  readonly #markup: string

  constructor(markup: string) {
    this.#markup = markup
  }

  toString(): string {
    return this.#markup
  }
}

/** What a template takes: HTML stays as it is, everything else is escaped; undefined is nothing. */
export type Content = Html | string | number | undefined | readonly Content[]

/** Markup with values, each of which is escaped unless it is `Html` itself. Attributes must be quoted. */
export function html(markup: TemplateStringsArray, ...values: readonly Content[]): Html {
  return new Html(markup.map((part, i) => part + rendered(values[i])).join(''))
}

function rendered(value: Content): string {
  if (value === undefined) return ''
  if (value instanceof Html) return String(value)
  if (typeof value === 'object') return value.map(rendered).join('')
  return escaped(String(value))
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Any string as text of an element or a quoted attribute. Control characters, which HTML has not, become pictures. */
function escaped(text: string): string {
  return text
    .replace(/[&<>"']/g, (character) => ENTITIES[character] as string)
    .replace(/(?![\t\n\r])\p{Cc}/gu, (control) => pictureOf(control.charCodeAt(0)))
    .replace(/\p{Surrogate}/gu, '\ufffd')
}

/** The sign that Unicode has for a control character of ASCII; there is none for the others. */
function pictureOf(code: number): string {
  if (code >= 0x80) return '\ufffd'
  return String.fromCharCode(code === 0x7f ? 0x2421 : 0x2400 + code)
}
