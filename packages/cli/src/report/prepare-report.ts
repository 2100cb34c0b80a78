import { TextgateError } from '@textgate/core'
import { buildReport } from './build-report.ts'
import type { Evaluation } from './evaluation.ts'
import { reportPage } from './page/report-page.ts'
import { checkReportTarget, writeReportFile } from './report-target.ts'
import { type ReportLanguage, reportWords } from './words/report-words.ts'

/** What the command line says about the report. */
export interface ReportFlags {
  /** The page's file; none is written without it. */
  readonly report?: string
  /** Labels of the precision/recall chart. */
  readonly reportLabel?: readonly string[]
  /** Of the page's own words; that of the texts unless given. */
  readonly language?: ReportLanguage
}

/**
 * Checks what a report will need before the long work begins.
 *
 * @returns what writes the page once the evaluation is done and gives its file; undefined where none is wanted
 * @throws USAGE for a flag that makes no sense, REPORT_WRITE_FAILED where the page could not be written
 */
export async function prepareReport(
  { report: file, reportLabel = [], language }: ReportFlags,
  labels: readonly string[],
): Promise<((evaluation: Evaluation) => Promise<string>) | undefined> {
  if (file === undefined) {
    if (reportLabel.length === 0 && language === undefined) return undefined
    throw usage('--report-label and --language are about the page that --report FILE writes; add it')
  }
  // Any name would do for a page, but this way a slip cannot replace a data file.
  if (!/\.html?$/i.test(file)) throw usage(`--report ${file} must end in .html`)
  const chosen = reportLabel.map((label) => labels.indexOf(label))
  const unknown = reportLabel[chosen.indexOf(-1)]
  if (unknown !== undefined) {
    throw usage(
      `--report-label ${JSON.stringify(unknown)} is no label of the bundle; see \`labels\` in its manifest.json`,
    )
  }
  await checkReportTarget(file)
  return async (evaluation) => {
    const { report, letters } = await buildReport(evaluation, chosen)
    const own = letters.isMostlyChinese() ? 'zh' : 'en'
    const words = reportWords(language ?? own, evaluation.predictor.rule.head)
    await writeReportFile(file, String(reportPage(report, words)))
    return file
  }
}

function usage(message: string): TextgateError {
  return new TextgateError('USAGE', message)
}
