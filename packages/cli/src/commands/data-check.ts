import type { Head } from '@textgate/core'
import type { DataReport } from '@textgate/trainer/data-check'
import { dataParts } from '../data-check/data-parts.ts'
import { brokenConditions, parseFailOn } from '../data-check/fail-on.ts'
import { reportLines } from '../data-check/report-lines.ts'
import { tokenLength } from '../data-check/token-length.ts'
import { FailedWithResult } from '../failed-with-result.ts'
import { loadConfig } from '../load-config.ts'
import type { Output } from '../output.ts'

export interface DataCheckOptions {
  readonly train?: string
  readonly dev?: string
  readonly test?: string
  readonly config?: string
  /** Of multi, a CSV or TSV cell holds several labels. */
  readonly head?: Head
  readonly textColumn?: string
  readonly labelColumn?: string
  /** Examples of each finding. */
  readonly examples: number
  /** Conditions, as written on the command line. */
  readonly failOn?: string
}

/** Says what is wrong with labelled data. */
export async function dataCheckCommand(
  options: DataCheckOptions,
  output: Output,
  files: readonly string[],
): Promise<void> {
  const conditions = parseFailOn(options.failOn ?? '')
  const parts = dataParts(options, files)
  const config = await loadConfig(options)
  const { checkData } = await import('@textgate/trainer/data-check')

  const tokenizer = await tokenLength(parts[0].file, config)
  const { maxLength } = config.tokenizer
  const { textColumn, labelColumn, labelSeparator } = config.data
  const report: DataReport = await checkData(parts, {
    ...{ textColumn, labelColumn },
    ...(config.model.head === 'multi' ? { labelSeparator } : {}),
    examples: options.examples,
    ...(tokenizer ? { tokens: { count: tokenizer.count, maxLength } } : {}),
    onProgress: (rows) => output.redraw(`${rows} rows`),
  })
  for (const line of reportLines(report, { maxLength, tokenizer })) output.print(line)

  const result = {
    ...report,
    ...(tokenizer ? { tokenizer: { mode: tokenizer.mode, reason: tokenizer.reason, maxLength } } : {}),
  }
  const broken = brokenConditions(conditions, report)
  if (broken.length === 0) {
    output.emit(result)
    return
  }
  const reasons = broken.map(({ condition, reason }) => `${condition} (${reason})`).join(', ')
  throw new FailedWithResult(
    'DATA_CHECK_FAILED',
    `${reasons}; correct the rows, or raise the limit in --fail-on`,
    { details: { conditions: broken }, result },
  )
}
