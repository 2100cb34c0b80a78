/** The text of a file, and how it was written. */
export interface DecodedFile {
  readonly text: string
  /** Of the Encoding Standard, e.g. `utf-8`. */
  readonly encoding: string
}

/**
 * Decodes a file: UTF-16 where it begins with its mark, UTF-8 where it is, and GB 18030 else, in which spreadsheets of Chinese
 * systems write CSV.
 */
export function decodeFile(bytes: Uint8Array): DecodedFile {
  const marked = markedEncoding(bytes)
  if (marked) return { text: new TextDecoder(marked).decode(bytes), encoding: marked }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), encoding: 'utf-8' }
  } catch {
    return { text: new TextDecoder('gb18030').decode(bytes), encoding: 'gb18030' }
  }
}

function markedEncoding([first, second]: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  return undefined
}
