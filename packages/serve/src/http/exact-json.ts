const DIGITS_OF_EXACT_NUMBERS = 15

/**
 * Parses JSON as JSON.parse does, save that an integer beyond 2^53 becomes a bigint and loses no digit. Slower: for bodies
 * with 64-bit integers alone. Objects have no prototype.
 *
 * @param text - no deeper than `checkJsonDepth` allows, as this calls itself
 * @throws SyntaxError for what is no JSON
 */
export function parseExactJson(text: string): unknown {
  let position = 0
  const value = readValue()
  skipSpace()
  if (position < text.length) throw unexpected()
  return value

  function readValue(): unknown {
    skipSpace()
    const character = text[position]
    if (character === '{') return readObject()
    if (character === '[') return readList()
    if (character === '"') return readText()
    return readPlain()
  }

  function readObject(): unknown {
    const object: Record<string, unknown> = Object.create(null)
    position += 1
    if (takes('}')) return object
    do {
      skipSpace()
      if (text[position] !== '"') throw unexpected()
      const name = readText()
      if (!takes(':')) throw unexpected()
      object[name] = readValue()
    } while (takes(','))
    if (!takes('}')) throw unexpected()
    return object
  }

  function readList(): unknown[] {
    const list: unknown[] = []
    position += 1
    if (takes(']')) return list
    do list.push(readValue())
    while (takes(','))
    if (!takes(']')) throw unexpected()
    return list
  }

  function readText(): string {
    const start = position
    position += 1
    while (text[position] !== '"') {
      if (position >= text.length) throw unexpected()
      position += text[position] === '\\' ? 2 : 1
    }
    position += 1
    return JSON.parse(text.slice(start, position))
  }

  /** A number, true, false or null, whose spelling JSON.parse checks. */
  function readPlain(): unknown {
    const start = position
    while (position < text.length && !' \t\n\r,]}'.includes(text[position] as string)) position += 1
    const plain = text.slice(start, position)
    const parsed: unknown = JSON.parse(plain)
    const isExact = plain.length <= DIGITS_OF_EXACT_NUMBERS || Number.isSafeInteger(parsed)
    if (isExact || typeof parsed !== 'number' || !/^-?\d+$/.test(plain)) return parsed
    return BigInt(plain)
  }

  function takes(character: string): boolean {
    skipSpace()
    if (text[position] !== character) return false
    position += 1
    return true
  }

  function skipSpace(): void {
    while (position < text.length && ' \t\n\r'.includes(text[position] as string)) position += 1
  }

  function unexpected(): SyntaxError {
    return new SyntaxError(`unexpected ${position < text.length ? 'character' : 'end'} at ${position}`)
  }
}
