import { PADDING_ID, UNKNOWN_ID } from '@textgate/core'

/** Token of id 0. No text can give it: a bracket is always a token, or a piece, apart from letters. */
export const PADDING_TOKEN = '[PAD]'
/** Token of id 1. */
export const UNKNOWN_TOKEN = '[UNK]'

/** The tokens that every vocabulary begins with. */
export const SPECIAL_TOKENS: readonly string[] = specials()

function specials(): string[] {
  const tokens: string[] = []
  tokens[PADDING_ID] = PADDING_TOKEN
  tokens[UNKNOWN_ID] = UNKNOWN_TOKEN
  return tokens
}
