import { type CheckedRow, type RowCount, rowCount } from './checked-row.ts'
import { exampleList, type RowExample } from './row-example.ts'
import { type Quantiles, valueCounts } from './value-counts.ts'

/** A text of fewer characters is very short. */
export const SHORT_CHARACTERS = 3

const HAS_SURROGATES = /[\ud800-\udfff]/

/** How tokens are counted. */
export interface TokenLength {
  /** Tokens of a text, however many a model would read. */
  readonly count: (text: string) => number
  /** Tokens that a model reads of a text at most. */
  readonly maxLength: number
}

/** How long the texts of one part are. */
export interface PartLengths {
  readonly part: string
  /** Code points, but for white space at the ends. Empty and blank texts are left out here and in `tokens`. */
  readonly characters: Quantiles
  readonly tokens?: Quantiles
  /** Texts without a character. */
  readonly empty: RowCount
  /** Texts of white space alone. */
  readonly blank: RowCount
  /** Texts of one or two characters. */
  readonly short: RowCount
  /** Texts of more than `maxLength` tokens, of which a model reads a part. */
  readonly long?: RowCount
}

/** How long the texts are. */
export interface LengthsFinding {
  readonly parts: readonly PartLengths[]
  readonly emptyExamples: readonly RowExample[]
  readonly shortExamples: readonly RowExample[]
}

/** Measures texts, the blank ones too. @param tokens - left out, only characters are counted */
export function lengthsCheck(
  parts: readonly string[],
  examples: number,
  tokens?: TokenLength,
): { add(row: CheckedRow): void; finding(): LengthsFinding } {
  const counts = parts.map((part) => ({
    ...{ part, of: 0, empty: 0, blank: 0, short: 0, long: 0 },
    ...{ characters: valueCounts(), tokens: valueCounts() },
  }))
  const [emptyList, shortList] = [exampleList(examples), exampleList(examples)]
  return {
    add(row) {
      const count = counts[row.part] as (typeof counts)[number]
      count.of++
      const trimmed = row.text.trim()
      if (trimmed === '') {
        count[row.text === '' ? 'empty' : 'blank']++
        emptyList.add(row)
        return
      }
      const characters = codePoints(trimmed)
      count.characters.add(characters)
      if (characters < SHORT_CHARACTERS) {
        count.short++
        shortList.add(row)
      }
      if (tokens === undefined) return
      const length = tokens.count(row.text)
      count.tokens.add(length)
      if (length > tokens.maxLength) count.long++
    },
    finding: () => ({
      parts: counts.map(({ part, of, characters, tokens: lengths, empty, blank, short, long }) => ({
        ...{ part, characters: characters.quantiles() },
        ...{ empty: rowCount(empty, of), blank: rowCount(blank, of), short: rowCount(short, of) },
        ...(tokens && { tokens: lengths.quantiles(), long: rowCount(long, of) }),
      })),
      emptyExamples: emptyList.examples,
      shortExamples: shortList.examples,
    }),
  }
}

/** Half of a pair on its own counts as one. */
function codePoints(text: string): number {
  let count = text.length
  if (!HAS_SURROGATES.test(text)) return count
  for (let i = 1; i < text.length; i++) {
    const isLow = (text.charCodeAt(i) & 0xfc00) === 0xdc00
    if (isLow && (text.charCodeAt(i - 1) & 0xfc00) === 0xd800) count--
  }
  return count
}
