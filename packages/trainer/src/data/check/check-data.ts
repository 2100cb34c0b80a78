import { badRowsCheck } from './bad-rows-check.ts'
import { conflictsCheck } from './conflicts-check.ts'
import type { DataReport } from './data-report.ts'
import { duplicatesCheck } from './duplicates-check.ts'
import { ENCODING_PATTERNS } from './encoding-patterns.ts'
import { HTML_PATTERNS } from './html-patterns.ts'
import { labelBalanceCheck } from './label-balance-check.ts'
import { leakageCheck } from './leakage-check.ts'
import { lengthsCheck, type TokenLength } from './lengths-check.ts'
import { nearDuplicatesCheck } from './near-duplicates-check.ts'
import { orderCheck } from './order-check.ts'
import { patternCheck } from './pattern-check.ts'
import { type DataColumns, type DataPart, readCheckedRows } from './read-checked-rows.ts'
import { scriptsCheck } from './scripts-check.ts'
import { textMemory } from './text-history.ts'

/** How data is checked. */
export interface CheckDataOptions extends DataColumns {
  /** Examples of each finding at most. */
  readonly examples: number
  /** How tokens are counted; they are not, where it is left out. */
  readonly tokens?: TokenLength
  /** Told every 1,000 rows how many were read. */
  readonly onProgress?: (rows: number) => void
}

const ROWS_BETWEEN_PROGRESS = 1000

/**
 * Looks for what is wrong with labelled texts. Each file is read once, in the order of the parts, of which the first is
 * taken for the one to train on. Memory holds hashes of the texts: some 500 bytes for each different one.
 *
 * Bad rows are counted and otherwise passed over, and so are empty and blank texts.
 *
 * @param parts - of different names
 * @throws DATA_FILE_UNREADABLE, DATA_COLUMN_MISSING
 */
export async function checkData(parts: readonly DataPart[], options: CheckDataOptions): Promise<DataReport> {
  const names = parts.map(({ name }) => name)
  const { examples } = options
  const memory = textMemory(names)
  const badRows = badRowsCheck(names, examples)
  const lengths = lengthsCheck(names, examples, options.tokens)
  const checks = {
    duplicates: duplicatesCheck(names, examples),
    nearDuplicates: nearDuplicatesCheck(names, examples),
    leakage: leakageCheck(names, examples),
    conflicts: conflictsCheck(names, examples, memory.labelSets),
    labels: labelBalanceCheck(names),
    scripts: scriptsCheck(names, examples),
    encoding: patternCheck(ENCODING_PATTERNS, names, examples),
    html: patternCheck(HTML_PATTERNS, names, examples),
    order: orderCheck(names),
  }
  const all = Object.values(checks)
  let rows = 0
  for (const [index, part] of parts.entries()) {
    for await (const row of readCheckedRows(part, index, options)) {
      if (++rows % ROWS_BETWEEN_PROGRESS === 0) options.onProgress?.(rows)
      badRows.add(row)
      if ('kind' in row) continue
      lengths.add(row)
      if (row.text.trim() === '') continue
      const history = memory.see(row)
      for (const check of all) check.add(row, history)
    }
  }
  return {
    parts,
    badRows: badRows.finding(),
    lengths: lengths.finding(),
    duplicates: checks.duplicates.finding(),
    nearDuplicates: checks.nearDuplicates.finding(),
    leakage: checks.leakage.finding(),
    conflicts: checks.conflicts.finding(),
    labels: checks.labels.finding(),
    scripts: checks.scripts.finding(),
    encoding: checks.encoding.finding(),
    html: checks.html.finding(),
    order: checks.order.finding(),
  }
}
