import type { TextPattern } from './pattern-check.ts'

/** What Windows-1252 makes of the bytes 80 to 9F; as Latin-1 they are control characters. */
const WINDOWS_SIGNS = '€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ'
/** A byte that goes on with a UTF-8 sequence, as either of the two encodings reads it. */
const NEXT = `[\\u0080-\\u00bf${WINDOWS_SIGNS}]`
/** Those of them that also follow words: quotes, dashes and dots. */
const PUNCTUATION = '\\u00ab\\u00bb‘’“”‚„…–—‹›'

/**
 * UTF-8 read as Latin-1 or Windows-1252. A sequence of three or four bytes gives signs that hardly ever follow each other
 * otherwise, unless they are punctuation after a word that ends in é. One of two bytes is trusted where it begins with Â
 * or Ã (Western letters and signs), but not as the end of a word in capitals such as MANHÃ…; of any other alphabet, two
 * of them must stand together.
 */
const MOJIBAKE = new RegExp(
  [
    `[\\u00e0-\\u00ef](?![\\u00a0${PUNCTUATION}]{2})${NEXT}{2}`,
    `[\\u00f0-\\u00f4]${NEXT}{3}`,
    `[ÂÃ](?![${PUNCTUATION}])${NEXT}`,
    `[ÂÃ][${PUNCTUATION}](?=\\p{L})`,
    `(?:[\\u00c4-\\u00df]${NEXT}){2}`,
  ].join('|'),
  'u',
)

const CONTROL_RANGES = '\\0-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f' // all but tab, line feed and carriage return

/** Traces of a wrong encoding, or of none. */
export const ENCODING_PATTERNS: readonly TextPattern[] = [
  { kind: 'replacement characters (U+FFFD)', pattern: /\ufffd/ },
  { kind: 'UTF-8 read as Latin-1 or Windows-1252', pattern: MOJIBAKE },
  { kind: 'byte order marks', pattern: /\ufeff/ },
  { kind: 'control characters', pattern: new RegExp(`[${CONTROL_RANGES}]`) },
  { kind: 'halves of characters (lone surrogates)', pattern: /\p{Surrogate}/u },
  { kind: 'private-use characters', pattern: /\p{Private_Use}/u },
]
