/**
 * The character that stands for each byte in a byte-level BPE file: printable Latin-1 stays, the rest is U+0100 and up
 * (the table of GPT-2, Radford et al. 2019). Shape [256].
 */
export const BYTE_CHARACTERS: readonly string[] = buildAlphabet()

function buildAlphabet(): string[] {
  const isKept = (byte: number) => (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte !== 0xad)
  let next = 0x100
  return Array.from({ length: 256 }, (_, byte) => String.fromCharCode(isKept(byte) ? byte : next++))
}

/** Bytes in the order of their characters: the order in which vocabularies list them. */
export const BYTES_BY_CHARACTER: readonly number[] = Array.from({ length: 256 }, (_, byte) => byte).sort(
  (a, b) => ((BYTE_CHARACTERS[a] as string) < (BYTE_CHARACTERS[b] as string) ? -1 : 1),
)
