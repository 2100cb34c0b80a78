import { type RowCount, rowCount } from './checked-row.ts'
import { minHasher } from './min-hash.ts'
import { pairsOfParts } from './pairs-of-parts.ts'
import { PlaceList } from './place-list.ts'
import type { RowCheck } from './row-check.ts'
import { exampleList, type RowExample } from './row-example.ts'
import { SimilarTexts } from './similar-texts.ts'

/**
 * Texts that are nearly those of earlier rows: they share four fifths of their shingles or more, by estimate. Rows whose
 * normalised text is the same are left to duplicates and leakage. Where texts are alike in chains, the number depends on
 * the order of the rows.
 */
export interface NearDuplicatesFinding {
  /** `rows` that are nearly an earlier row of the same part. */
  readonly within: readonly (RowCount & { readonly part: string })[]
  /** `rows` of `part` that are nearly a row of the earlier part. */
  readonly across: readonly (RowCount & { readonly part: string; readonly earlier: string })[]
  readonly examples: readonly RowExample[]
}

/** Finds near duplicates by MinHash; see `minHasher` and `SimilarTexts` for the method and its bounds. */
export function nearDuplicatesCheck(
  parts: readonly string[],
  examples: number,
): RowCheck<NearDuplicatesFinding> {
  const signatureOf = minHasher()
  const counts = parts.map((part) => ({
    part,
    of: 0,
    rows: 0,
    texts: new SimilarTexts(),
    places: new PlaceList(part),
  }))
  const pairs = pairsOfParts(parts, () => ({ rows: 0 }))
  const list = exampleList(examples)
  return {
    add(row, { normalizedText, normalized }) {
      const own = counts[row.part] as (typeof counts)[number]
      own.of++
      if (normalized[row.part] !== undefined) return
      const signature = signatureOf(normalizedText)
      if (signature === undefined) return
      const isLike = (part: (typeof counts)[number]): boolean => {
        const found = part.texts.mostSimilar(signature)
        if (found) list.add(row, { like: part.places.at(found.text), resemblance: found.resemblance })
        return found !== undefined
      }
      for (const pair of pairs.of(row.part)) {
        if (normalized[pair.earlierIndex] !== undefined) continue
        if (isLike(counts[pair.earlierIndex] as (typeof counts)[number])) pair.rows++
      }
      if (isLike(own)) own.rows++
      own.texts.add(signature)
      own.places.add(row.place)
    },
    finding: () => ({
      within: counts.map(({ part, rows, of }) => ({ part, ...rowCount(rows, of) })),
      across: pairs.all.map(({ part, earlier, partIndex, rows }) => ({
        ...{ part, earlier },
        ...rowCount(rows, counts[partIndex]?.of ?? 0),
      })),
      examples: list.examples,
    }),
  }
}
