/** Where the parts of a line `word number number …` lie. */
export interface VectorLine {
  /** The word is [0, wordEnd); it may hold blanks. */
  readonly wordEnd: number
  /** The numbers are [numbersStart, end), with blanks between them. */
  readonly numbersStart: number
  readonly end: number
}

/** A decimal fraction, as vectors are made of; words that end in one are unheard of. */
const FRACTION = /^[-+]?\d*\.\d+(?:e[-+]?\d+)?$/i
const NUMBER = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i

/**
 * Splits a line from the right, because words may hold blanks (GloVe has some). Blanks, tabs and a carriage return may
 * end it.
 *
 * @param size - numbers of a line
 * @returns how many numbers there are instead, where there is no word with just `size` of them
 */
export function splitVectorLine(line: Buffer, size: number): VectorLine | { readonly numbers: number } {
  const end = trimmedEnd(line)
  let start = end
  let wordEnd = end
  for (let fields = 0; fields < size; fields++) {
    start = wordEnd
    while (start > 0 && !isBlank(line[start - 1] as number)) start--
    wordEnd = start
    while (wordEnd > 0 && isBlank(line[wordEnd - 1] as number)) wordEnd--
    if (wordEnd === 0) return { numbers: trailingNumbers(line) }
  }
  const word = line.subarray(0, wordEnd)
  const lastPart = word.subarray(1 + Math.max(word.lastIndexOf(0x20), word.lastIndexOf(0x09)))
  if (lastPart.length < word.length && FRACTION.test(lastPart.toString('latin1'))) {
    return { numbers: trailingNumbers(line) }
  }
  return { wordEnd, numbersStart: start, end }
}

/** How many numbers a line ends with, its first part not counted: that is the word, whatever it looks like. */
export function trailingNumbers(line: Buffer): number {
  const parts = fieldsOf(line, 0, trimmedEnd(line))
  let count = 0
  while (count < parts.length - 1 && NUMBER.test(parts.at(-1 - count) as string)) count++
  return count
}

/**
 * Writes the numbers of a line.
 *
 * @returns the first part that is no finite number; undefined where all are
 */
export function readNumbers(
  line: Buffer,
  { numbersStart, end }: VectorLine,
  target: Float32Array,
  at: number,
): string | undefined {
  const parts = fieldsOf(line, numbersStart, end)
  for (let i = 0; i < parts.length; i++) {
    const value = NUMBER.test(parts[i] as string) ? Math.fround(Number(parts[i])) : Number.NaN
    if (!Number.isFinite(value)) return parts[i]
    target[at + i] = value
  }
  return undefined
}

/** Words and numbers that a first line `words numbers` declares, as word2vec and fastText write it; GloVe has none. */
export function parseHeader(line: Buffer): { words: number; size: number } | undefined {
  const match = /^\s*(\d+)[ \t]+(\d+)\s*$/.exec(line.subarray(0, 100).toString('latin1'))
  return match && line.length <= 100 ? { words: Number(match[1]), size: Number(match[2]) } : undefined
}

function fieldsOf(line: Buffer, start: number, end: number): string[] {
  return line
    .subarray(start, end)
    .toString('latin1')
    .split(/[ \t]+/)
    .filter((part) => part !== '')
}

function trimmedEnd(line: Buffer): number {
  let end = line.length
  while (end > 0 && (isBlank(line[end - 1] as number) || line[end - 1] === 0x0d)) end--
  return end
}

function isBlank(byte: number): boolean {
  return byte === 0x20 || byte === 0x09
}
