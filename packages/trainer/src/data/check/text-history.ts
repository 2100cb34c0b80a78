import type { CheckedRow } from './checked-row.ts'
import { hashText } from './hash-text.ts'
import { type LabelSets, labelSets } from './label-sets.ts'
import { normalizeText } from './normalize-text.ts'
import { PartTexts, type TextRows } from './part-texts.ts'

/** What is known of a row's text from the rows before it. */
export interface TextHistory {
  /** The text as `normalizeText` gives it. */
  readonly normalizedText: string
  /** By part, up to the row's own: the earlier rows with the very same text; undefined where there are none. */
  readonly exact: readonly (TextRows | undefined)[]
  /** The same for rows whose normalised text is the same. */
  readonly normalized: readonly (TextRows | undefined)[]
  /** Number of the row's label set. */
  readonly labelSet: number
}

/** Remembers texts by their hashes. */
export interface TextMemory {
  /** What is known of a row's text; then the row is remembered too. Rows come part by part. */
  see(row: CheckedRow): TextHistory
  /** The label sets that histories number. */
  readonly labelSets: Pick<LabelSets, 'labels'>
}

/** @param parts - the parts' names */
export function textMemory(parts: readonly string[]): TextMemory {
  const sets = labelSets()
  const levels = { exact: parts.map(newTexts), normalized: parts.map(newTexts) }
  return {
    see(row) {
      const normalizedText = normalizeText(row.text)
      const labelSet = sets.add(row.labels)
      const seen = (level: 'exact' | 'normalized', text: string): (TextRows | undefined)[] => {
        const hash = hashText(text)
        const found = levels[level].slice(0, row.part + 1).map((texts) => texts.find(hash))
        levels[level][row.part]?.add(hash, row, labelSet)
        return found
      }
      const exact = seen('exact', row.text)
      return { normalizedText, exact, normalized: seen('normalized', normalizedText), labelSet }
    },
    labelSets: sets,
  }
}

function newTexts(part: string): PartTexts {
  return new PartTexts(part)
}
