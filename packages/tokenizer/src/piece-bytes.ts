import { characterClasses, codePointAt, SPACE } from './character-classes.ts'

/** UTF-8 of a piece with, for each byte, the units that it comes from. */
export interface PieceBytes {
  /** At most 3 bytes a unit, and the blank. */
  bytes: Uint8Array
  /** First unit of the character of each byte, and the unit after its last; relative to the buffer. */
  starts: Int32Array
  ends: Int32Array
  length: number
}

export function createPieceBytes(): PieceBytes {
  return { bytes: new Uint8Array(0), starts: new Int32Array(0), ends: new Int32Array(0), length: 0 }
}

/**
 * UTF-8 of units [start, end) into `out`, white space at the beginning as one blank, unpaired surrogates as U+FFFD.
 */
export function encodePiece(units: Uint16Array, start: number, end: number, out: PieceBytes): void {
  const capacity = 3 * (end - start) + 1
  if (out.bytes.length < capacity) {
    out.bytes = new Uint8Array(capacity)
    out.starts = new Int32Array(capacity)
    out.ends = new Int32Array(capacity)
  }
  let length = 0
  let position = start
  const put = (byte: number, next: number): void => {
    out.bytes[length] = byte
    out.starts[length] = position
    out.ends[length] = next
    length++
  }
  while (position < end && characterClasses[units[position] as number] === SPACE) position++
  if (position > start) {
    const next = position
    position = start
    put(0x20, next)
    position = next
  }
  while (position < end) {
    let code = units[position] as number
    let next = position + 1
    if (code >= 0xd800 && code <= 0xdfff) {
      code = codePointAt(units, end, position)
      if (code > 0xffff) next++
      else code = 0xfffd
    }
    if (code < 0x80) put(code, next)
    else {
      if (code < 0x800) put(0xc0 | (code >> 6), next)
      else {
        if (code < 0x10000) put(0xe0 | (code >> 12), next)
        else {
          put(0xf0 | (code >> 18), next)
          put(0x80 | ((code >> 12) & 0x3f), next)
        }
        put(0x80 | ((code >> 6) & 0x3f), next)
      }
      put(0x80 | (code & 0x3f), next)
    }
    position = next
  }
  out.length = length
}
