import { PADDING_ID, TextgateError, UNKNOWN_ID, type VectorCoverage } from '@textgate/core'
import { byteLines, MAXIMUM_LINE_BYTES } from './byte-lines.ts'
import { decodeUtf8 } from './decode-utf8.ts'
import { fileBytes } from './file-bytes.ts'
import {
  vectorLineInvalid,
  vectorSizeWrong,
  vectorsUnreadable,
  vectorsUnreadableBecause,
} from './vector-errors.ts'
import { parseHeader, readNumbers, splitVectorLine, trailingNumbers } from './vector-line.ts'

/** The vocabulary whose words are looked up. */
export interface TokenLookup {
  /** Number of ids, padding and unknown included. */
  readonly vocabularySize: number
  /** The token of an id. */
  tokenOf(id: number): string | undefined
}

/** What is looked for. */
export interface ReadVectorsOptions {
  readonly tokens: TokenLookup
  /** Numbers of a vector: `model.embeddingSize`. */
  readonly size: number
  /** Token ids of the training texts, for their share in `coverage`. */
  readonly ids?: Int32Array
}

/** Vectors of a vocabulary. */
export interface WordVectors {
  /** By id, zeros where there is none, float32, shape [vocabularySize, size]. */
  readonly values: Float32Array
  /** 1 for each id that has a vector, else 0, uint8, shape [vocabularySize]. */
  readonly found: Uint8Array
  readonly coverage: VectorCoverage
}

const BINARY = 'it is binary; give the vectors as text, .vec or .txt'

const BY_VARIANT = 1
const EXACT = 2

/**
 * Reads the vectors of a vocabulary from a file of word2vec, GloVe or fastText in text format: a line a word with its
 * numbers, with or without a first line `words numbers`; names that end in .gz are unpacked. The file is streamed, and
 * memory holds the vectors of the vocabulary alone.
 *
 * A token takes the vector of the word that is written the same; where there is none, that of the first word that is the
 * same in lower case (after NFKC), which is the most frequent one, because these files are sorted. Every line is checked
 * for its number of parts, and the numbers of those that are taken. Padding and unknown never have a vector.
 *
 * @throws VECTORS_FILE_UNREADABLE, VECTORS_LINE_INVALID, VECTORS_SIZE_WRONG, or VECTORS_NOT_FOUND when no token has one
 */
export async function readVectors(
  file: string,
  { tokens, size, ids }: ReadVectorsOptions,
): Promise<WordVectors> {
  const idOf = idsByToken(tokens)
  const values = new Float32Array(tokens.vocabularySize * size)
  const how = new Uint8Array(tokens.vocabularySize)
  let lines = 0
  for await (const { word, line, number } of vectorLines(file, size)) {
    lines++
    if (word === undefined) continue
    const exact = idOf.get(word)
    const variant = idOf.get(word.normalize('NFKC').toLowerCase())
    const take = (id: number | undefined, kind: number): void => {
      if (id === undefined || (how[id] as number) >= kind) return
      const bad = readNumbers(line.bytes, line, values, id * size)
      if (bad !== undefined) throw vectorLineInvalid(file, number, JSON.stringify(bad), size)
      how[id] = kind
    }
    take(exact, EXACT)
    if (variant !== exact) take(variant, BY_VARIANT)
  }
  if (lines === 0) throw vectorsUnreadable(file, 'it holds no vectors; check the path')
  const found = how.map((kind) => Math.min(kind, 1))
  const coverage = coverageOf(found, idOf.size, ids)
  if (coverage.found === 0) {
    throw new TextgateError(
      'VECTORS_NOT_FOUND',
      `${file} has a vector for none of the ${idOf.size} tokens of the vocabulary; choose vectors of the texts' language, and tokenizer.mode words`,
      { details: { file, vocabulary: idOf.size } },
    )
  }
  return { values, found, coverage }
}

interface LocatedLine {
  /** Undefined for bytes that are no UTF-8, which no token can be. */
  readonly word: string | undefined
  readonly line: { bytes: Buffer; wordEnd: number; numbersStart: number; end: number }
  /** 1-based. */
  readonly number: number
}

/** The lines with a word, checked for their number of parts. */
async function* vectorLines(file: string, size: number): AsyncGenerator<LocatedLine> {
  if (/\.bin$/i.test(file)) throw vectorsUnreadable(file, BINARY)
  const tooLong = (): Error =>
    vectorsUnreadable(file, `a line is longer than ${MAXIMUM_LINE_BYTES} bytes; give a word a line`)
  let number = 0
  let isKnown = false // whether the file's vectors are known to have this size
  try {
    for await (const bytes of byteLines(fileBytes(file, /\.gz$/i.test(file)), tooLong)) {
      number++
      const header = number === 1 ? parseHeader(bytes) : undefined
      if (header && header.size !== size) throw vectorSizeWrong(file, header.size, size)
      if (header) isKnown = true
      if (header || isBlank(bytes)) continue
      if (bytes.includes(0)) throw vectorsUnreadable(file, BINARY)
      const parts = splitVectorLine(bytes, size)
      const numbers = 'numbers' in parts ? parts.numbers : isKnown ? size : trailingNumbers(bytes)
      if ('numbers' in parts || numbers !== size) {
        if (!isKnown && numbers > 0) throw vectorSizeWrong(file, numbers, size)
        throw vectorLineInvalid(file, number, String(numbers), size)
      }
      isKnown = true
      yield { word: decodeUtf8(bytes.subarray(0, parts.wordEnd)), line: { bytes, ...parts }, number }
    }
  } catch (error) {
    throw vectorsUnreadableBecause(file, error)
  }
}

function isBlank(line: Buffer): boolean {
  return line.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d)
}

function idsByToken({ vocabularySize, tokenOf }: TokenLookup): Map<string, number> {
  const ids = new Map<string, number>()
  for (let id = 0; id < vocabularySize; id++) {
    const token = tokenOf(id)
    if (token !== undefined && id !== PADDING_ID && id !== UNKNOWN_ID) ids.set(token, id)
  }
  return ids
}

function coverageOf(found: Uint8Array, vocabulary: number, ids: Int32Array | undefined): VectorCoverage {
  const count = found.reduce((sum, one) => sum + one, 0)
  if (ids === undefined) return { found: count, vocabulary }
  let covered = 0
  for (const id of ids) covered += found[id] as number
  return { found: count, vocabulary, tokenShare: ids.length === 0 ? 0 : covered / ids.length }
}
