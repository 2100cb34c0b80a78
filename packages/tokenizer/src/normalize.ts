import type { TokenizerConfig } from '@textgate/core'
import { jsCharacterClass } from './character-pattern.ts'
import { DIGIT_RANGES, REMOVED_RANGES } from './character-ranges.ts'

/** The part of the configuration that decides how characters change before splitting. */
export type NormalizationOptions = Pick<TokenizerConfig, 'normalization' | 'lowercase' | 'numbers'>

const REMOVED = new RegExp(`[${jsCharacterClass(REMOVED_RANGES)}]`, 'gu')
const DIGITS = new RegExp(`[${jsCharacterClass(DIGIT_RANGES)}]`, 'gu')

const ASCII_CAPITALS = /[A-Z]/g

/**
 * The whole text, normalised: invisible characters removed, Unicode normalisation, lower-casing code point by code
 * point, digits masked. This is the definition; `normalizeToUnits` gives the same faster.
 *
 * `portable` leaves characters where they are: invisible ones become blanks, ASCII letters are lower-cased, and what else
 * is the same token is a matter of the vocabulary (`canonicalToken`).
 */
export function normalize(text: string, options: NormalizationOptions): string {
  if (options.normalization === 'portable') {
    const visible = text.replace(REMOVED, (character) => ' '.repeat(character.length))
    return options.lowercase ? lowerAscii(visible) : visible
  }
  let result = text.replace(REMOVED, '')
  if (options.normalization !== 'none')
    result = result.normalize(options.normalization === 'nfc' ? 'NFC' : 'NFKC')
  // Capital sigma is the one character whose lower case depends on its neighbours; other engines do not look at them.
  if (options.lowercase) result = result.replaceAll('Σ', 'σ').toLowerCase()
  if (options.numbers === 'mask') result = result.replace(DIGITS, '0')
  return result
}

/** With the letters A to Z in lower case, and no others. */
export function lowerAscii(text: string): string {
  return text.replace(ASCII_CAPITALS, (letter) => letter.toLowerCase())
}
