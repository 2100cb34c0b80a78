import { CHECKS, type CheckName, type DataReport } from '@textgate/trainer/data-check'
import { pad } from '../format.ts'
import { describeCheck } from './describe-check.ts'
import { overviewLines } from './overview-lines.ts'

/** How tokens were counted. */
export interface TokensOf {
  /** Tokens that a model reads at most. */
  readonly maxLength: number
  readonly tokenizer: { readonly mode: string; readonly reason: string } | undefined
}

/** A report as lines of text: an overview, what was found, and in one line the checks that found nothing. */
export function reportLines(report: DataReport, { maxLength, tokenizer }: TokensOf): string[] {
  const names = Object.keys(CHECKS) as CheckName[]
  const width = Math.max(...names.map((name) => name.length)) + 2
  const hasFound = (name: CheckName): boolean =>
    CHECKS[name].measures(report).some(({ value }) => value > CHECKS[name].limit)
  const quiet = names.filter((name) => !hasFound(name))
  return [
    ...overviewLines(report),
    'characters and tokens: median / 95 of 100 have no more / longest',
    ...(tokenizer ? [`tokens by ${tokenizer.mode}: ${tokenizer.reason}`] : []),
    '',
    ...names
      .filter(hasFound)
      .flatMap((name) =>
        describeCheck(name, report, maxLength).map((line, i) => pad(i === 0 ? name : '', width) + line),
      ),
    ...(quiet.length > 0 ? [`nothing found: ${quiet.join(', ')}`] : []),
  ]
}
