import { invalidRequest } from '../invalid-request.ts'

/** Lists and objects inside each other at most; a tensor of the highest rank in its request is less deep. */
export const MAX_JSON_DEPTH = 32

const QUOTE = 0x22
const BACKSLASH = 0x5c
const OPENING = { list: 0x5b, object: 0x7b } as const
const CLOSING = { list: 0x5d, object: 0x7d } as const

/**
 * Refuses JSON that is deep before it is parsed: four million brackets would become hundreds of megabytes of objects.
 *
 * @param json - bytes in UTF-8, whose bytes beyond ASCII are never those of a bracket
 * @throws REQUEST_INVALID beyond MAX_JSON_DEPTH
 */
export function checkJsonDepth(json: Uint8Array): void {
  if (hasFewOpenings(json)) return // nearly every body: a native search instead of a look at each byte
  let depth = 0
  let isInText = false
  for (let i = 0; i < json.length; i++) {
    const byte = json[i]
    if (isInText) {
      if (byte === BACKSLASH) i += 1
      else if (byte === QUOTE) isInText = false
    } else if (byte === QUOTE) {
      isInText = true
    } else if (byte === OPENING.list || byte === OPENING.object) {
      depth += 1
      if (depth > MAX_JSON_DEPTH) {
        throw invalidRequest(
          `the body has lists and objects ${depth} deep and more; this server reads ${MAX_JSON_DEPTH}`,
        )
      }
    } else if (byte === CLOSING.list || byte === CLOSING.object) {
      depth -= 1
    }
  }
}

/** Whether there are too few brackets and braces, those in texts included, to be deep. */
function hasFewOpenings(json: Uint8Array): boolean {
  let count = 0
  for (const opening of [OPENING.object, OPENING.list]) {
    for (let at = json.indexOf(opening); at >= 0; at = json.indexOf(opening, at + 1)) {
      count += 1
      if (count > MAX_JSON_DEPTH) return false
    }
  }
  return true
}
