import { join } from 'node:path'
import { writeReportFile } from '../report/report-target.ts'
import type { Comparison } from './comparison.ts'
import { comparisonPage } from './comparison-page.ts'

/** Where a comparison is written. */
export interface ComparisonFiles {
  readonly page: string
  readonly data: string
}

/** compare.md and compare.json of a folder. */
export function comparisonFiles(folder: string): ComparisonFiles {
  return { page: join(folder, 'compare.md'), data: join(folder, 'compare.json') }
}

/**
 * Writes a comparison in both forms.
 *
 * @throws REPORT_WRITE_FAILED as `writeReportFile` does
 */
export async function writeComparison(files: ComparisonFiles, comparison: Comparison): Promise<void> {
  await writeReportFile(files.page, `${comparisonPage(comparison).join('\n')}\n`)
  await writeReportFile(files.data, `${JSON.stringify(comparison, null, 2)}\n`)
}
