/** White space other than single blanks. */
const UNUSUAL_SPACE = /[^\S ]|\s\s/

/**
 * What is left of a text without differences that no reader notices: NFKC, lower case, every run of white space one
 * blank, none at the ends.
 */
export function normalizeText(text: string): string {
  const folded = text.normalize('NFKC').toLowerCase()
  // Replacing takes three times as long as looking whether there is need to.
  return (UNUSUAL_SPACE.test(folded) ? folded.replace(/\s+/g, ' ') : folded).trim()
}
