import type { RowExample, RowPlace } from '@textgate/trainer/data-check'
import { displayWidth } from '../format.ts'

/** Columns of a terminal that the text of an example takes at most. */
const TEXT_WIDTH = 72

/** An example as one line, such as `test row 12, like train row 3: "where is my parcel"`. */
export function exampleLine({ text, labels, like, resemblance, ...place }: RowExample): string {
  const own = like?.labels ? ` (${labelText(labels)})` : ''
  const theirs = like?.labels ? ` (${labelText(like.labels)})` : ''
  const how = resemblance === undefined ? '' : ` (${(100 * resemblance).toFixed(0)} % alike)`
  const other = like ? `, like ${placeText(like)}${theirs}${how}` : ''
  return `${placeText(place)}${own}${other}: "${shortened(visible(text))}"`
}

/** `train row 3`, with the line of the file where that is another number. */
export function placeText({ part, row, line }: RowPlace): string {
  return `${part} row ${row}${line === undefined || line === row ? '' : ` (line ${line})`}`
}

function labelText(labels: readonly string[]): string {
  return labels.length === 0 ? 'no label' : labels.join(', ')
}

/** What cannot be seen, as in a JavaScript string. */
function visible(text: string): string {
  return text.replace(/[\p{Control}\p{Surrogate}\p{Private_Use}\ufeff]/gu, (character) => {
    const named = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }[character]
    return named ?? `\\u{${(character.codePointAt(0) as number).toString(16)}}`
  })
}

function shortened(text: string): string {
  let width = 0
  let end = 0
  for (const character of text) {
    width += displayWidth(character)
    if (width > TEXT_WIDTH) return `${text.slice(0, end)}…`
    end += character.length
  }
  return text
}
