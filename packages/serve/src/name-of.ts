/** How a message names a value of the wrong type. */
export function nameOf(value: unknown): string {
  if (value === null) return 'null'
  if (value === undefined) return 'missing'
  return Array.isArray(value) ? 'a list' : `a ${typeof value}`.replace('a object', 'an object')
}

const SHOWN_CHARACTERS = 80

/** How a message shows a value that a request has: short, however large or deep it is. */
export function shown(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    const text = JSON.stringify(value)
    return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text
  }
  if (Array.isArray(value) && value.length <= 16 && value.every((item) => typeof item !== 'object')) {
    return `[${value.map(shown)}]`
  }
  return nameOf(value)
}

/** How a message names what a request has named: short, however long it is. */
export function shortName(name: string): string {
  return name.length > SHOWN_CHARACTERS ? `${name.slice(0, SHOWN_CHARACTERS)}…` : name
}
