import { lowerAscii, normalize } from './normalize.ts'

/** Beyond the planes with letters nothing folds to another character. */
const FOLDING_CODE_POINTS = 0x30000

/** What else is written like a token: the same word in other letters; see `canonicalToken`. */
export interface PortableTokens {
  /**
   * The token that a token of a text counts as, in tokenizers of normalization `portable`:
   *
   * - a single character: what NFKC, and lower-casing where wanted, make of it, where that is a single character;
   * - a word: what NFC and lower-casing make of it, where the word is that in capitals, with a capital in front or in small
   *   letters, composed or decomposed. A to Z may stand anywhere: they are lower-cased before.
   *
   * Everything else counts as itself. So the spellings of a vocabulary can be listed, which is all that a graph needs.
   */
  canonicalToken(token: string): string
  /** Every other spelling that counts as one of the tokens, with the id of that token, in order of ids. */
  variantsOf(tokens: readonly string[]): (readonly [spelling: string, id: number])[]
}

/** @param lowercase - whether letters are lower-cased */
export function portableTokens(lowercase: boolean): PortableTokens {
  const lower = (text: string): string => (lowercase ? lowerAscii(text) : text)
  const composed = (text: string): string =>
    normalize(text, { normalization: 'nfc', lowercase, numbers: 'keep' })

  const foldOf = (character: string): string => {
    const folded = normalize(character, { normalization: 'nfkc', lowercase, numbers: 'keep' })
    return isSingle(folded) ? folded : lower(character)
  }
  const spellingsOf = (word: string): Set<string> => {
    const cases = lowercase ? [word, titleCase(word), word.toUpperCase()] : [word]
    return new Set(cases.flatMap((spelling) => [spelling, spelling.normalize('NFD')]).map(lower))
  }
  const canonicalToken = (token: string): string => {
    if (isAscii(token)) return lower(token)
    if (isSingle(token)) return foldOf(token)
    const word = composed(token)
    if (!spellingsOf(word).has(token)) return token
    return isSingle(word) ? foldOf(word) : word
  }
  return {
    canonicalToken,
    variantsOf: (tokens) => {
      const characters = lettersByFold(new Set(tokens), foldOf)
      return tokens.flatMap((token, id) =>
        [...new Set([...(characters.get(token) ?? []), ...spellingsOf(token)])]
          .filter((spelling) => spelling !== token && canonicalToken(spelling) === token)
          .map((spelling) => [spelling, id] as const),
      )
    },
  }
}

/** The other characters that fold to each token that is one character. */
function lettersByFold(
  tokens: ReadonlySet<string>,
  foldOf: (character: string) => string,
): Map<string, string[]> {
  const characters = new Map<string, string[]>()
  for (let code = 0x80; code < FOLDING_CODE_POINTS; code++) {
    if (code >= 0xd800 && code < 0xe000) continue
    const character = String.fromCodePoint(code)
    const folded = foldOf(character)
    if (folded === character || !tokens.has(folded)) continue
    const others = characters.get(folded)
    if (others === undefined) characters.set(folded, [character])
    else others.push(character)
  }
  return characters
}

function titleCase(word: string): string {
  const [first = ''] = word
  return first.toUpperCase() + word.slice(first.length)
}

function isSingle(text: string): boolean {
  return text.length > 0 && text.length === ((text.codePointAt(0) as number) > 0xffff ? 2 : 1)
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) return false
  return true
}
