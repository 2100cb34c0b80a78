import { type RandomGenerator, TextgateError, UNKNOWN_ID } from '@textgate/core'

/** Real texts compared at most; evenly chosen from the given ones. */
export const PARITY_TEXTS = 1000

const EMPTY_ROWS = 4 // alone and together are different paths of ONNX Runtime's GRU
const ONE_TOKEN_ROWS = 64
const FUZZED_ROWS = 32

/** Why a row is compared. */
export type ParityKind = 'real' | 'empty' | 'one-token' | 'longest' | 'window-edge' | 'fuzzed'

/** One text to compare. */
export interface ParityRow {
  readonly kind: ParityKind
  /** Index into the given texts for real rows, within the kind for the others. */
  readonly row: number
  readonly ids: Int32Array
}

/** Where the rows come from. */
export interface ParitySource {
  /** Ids of real texts, each Int32Array [length]. */
  readonly texts: readonly Int32Array[]
  readonly vocabularySize: number
  /** Tokens that a text has at most. */
  readonly maxLength: number
  /** Lengths at which another window begins; none unless given. */
  readonly windowEdges?: readonly number[] | undefined
}

/**
 * The rows that decide: real texts, empty ones, single tokens from the unknown id to the last, texts of the greatest length,
 * texts that just fill their windows or begin another, and random tokens of random lengths.
 *
 * @throws PARITY_NEEDS_TEXTS when no text has a token, or a text has ids outside the vocabulary
 */
export function parityRows(source: ParitySource, random: RandomGenerator): ParityRow[] {
  checkIds(source)
  const real = realRows(source.texts)
  if (real.length === 0) {
    throw new TextgateError(
      'PARITY_NEEDS_TEXTS',
      `none of the ${source.texts.length} texts given has a token; pass texts like those that the model will see`,
      { details: { texts: source.texts.length } },
    )
  }
  const rows = (kind: ParityKind, all: readonly Int32Array[]): ParityRow[] =>
    all.map((ids, row) => ({ kind, row, ids }))
  return [
    ...real,
    ...rows(
      'empty',
      Array.from({ length: EMPTY_ROWS }, () => new Int32Array(0)),
    ),
    ...rows('one-token', oneTokenIds(source.vocabularySize)),
    ...rows('longest', longestIds(source, real, random)),
    ...rows('window-edge', windowEdgeIds(source, random)),
    ...rows('fuzzed', fuzzedIds(source, random)),
  ]
}

function checkIds({ texts, vocabularySize }: ParitySource): void {
  texts.forEach((ids, row) => {
    const id = ids.find((value) => !Number.isInteger(value) || value < 0 || value >= vocabularySize)
    if (id === undefined) return
    throw new TextgateError(
      'PARITY_NEEDS_TEXTS',
      `text ${row} has id ${id}, outside the vocabulary of ${vocabularySize}; encode the texts with the tokenizer of the bundle`,
      { details: { row, id, vocabularySize } },
    )
  })
}

function realRows(texts: readonly Int32Array[]): ParityRow[] {
  const all = texts.flatMap((ids, row): ParityRow[] => (ids.length === 0 ? [] : [{ kind: 'real', row, ids }]))
  return evenly(all, PARITY_TEXTS)
}

function oneTokenIds(vocabularySize: number): Int32Array[] {
  const ids = Array.from({ length: vocabularySize - UNKNOWN_ID }, (_, i) => UNKNOWN_ID + i)
  return evenly(ids, ONE_TOKEN_ROWS).map((id) => Int32Array.of(id))
}

function longestIds(
  { vocabularySize, maxLength }: ParitySource,
  real: readonly ParityRow[],
  random: RandomGenerator,
): Int32Array[] {
  const longest = (idAt: (position: number) => number): Int32Array =>
    Int32Array.from({ length: maxLength }, (_, position) => idAt(position))
  const joined = joinedIds(real, maxLength)
  return [
    longest((position) => joined[position % joined.length] as number),
    longest(() => randomId(vocabularySize, random)),
    longest(() => UNKNOWN_ID),
    longest(() => vocabularySize - 1),
  ]
}

function windowEdgeIds(
  { vocabularySize, windowEdges = [] }: ParitySource,
  random: RandomGenerator,
): Int32Array[] {
  return windowEdges.map((length) => Int32Array.from({ length }, () => randomId(vocabularySize, random)))
}

/** Random tokens: short texts as often as long ones of twice, four times, ... their length, up to the greatest. */
function fuzzedIds({ vocabularySize, maxLength }: ParitySource, random: RandomGenerator): Int32Array[] {
  return Array.from({ length: FUZZED_ROWS }, () => {
    const length = Math.floor((maxLength + 1) ** random.next())
    return Int32Array.from({ length }, () => randomId(vocabularySize, random))
  })
}

function randomId(vocabularySize: number, random: RandomGenerator): number {
  return UNKNOWN_ID + random.integer(vocabularySize - UNKNOWN_ID)
}

function joinedIds(rows: readonly ParityRow[], atLeast: number): number[] {
  const joined: number[] = []
  for (const { ids } of rows) {
    for (const id of ids) joined.push(id)
    if (joined.length >= atLeast) break
  }
  return joined
}

/** At most `count` of the values, in order, equally far apart, the first and the last among them. */
export function evenly<T>(values: readonly T[], count: number): T[] {
  if (values.length <= count) return [...values]
  const step = (values.length - 1) / (count - 1)
  return Array.from({ length: count }, (_, i) => values[Math.round(i * step)] as T)
}
