import { TextgateError } from '@textgate/core'
import { CHECKS, type CheckMeasure, type CheckName, type DataReport } from '@textgate/trainer/data-check'
import { sharePercent } from '../format.ts'

/** One condition under which the command fails. */
export interface FailCondition {
  /** As it was written. */
  readonly condition: string
  readonly check: CheckName
  /** What a part may have at most: a number, or a share in [0, 1]. */
  readonly limit: number
  readonly isShare: boolean
}

/** A condition that data meets, and where it does so most. */
export interface BrokenCondition {
  readonly condition: string
  readonly check: CheckName
  /** What the part has, in words. */
  readonly reason: string
  readonly part: string
  readonly earlier?: string
  readonly value: number
  readonly of?: number
}

/** Checks whose measure is no number of rows or labels, so that there is no share of it. */
const WITHOUT_SHARE: readonly CheckName[] = ['imbalance', 'order']

/**
 * Reads conditions: a comma list of `check`, `check:limit` or `check:limit%`; `>` means the same as `:`, but needs quotes in
 * a shell. The data fails where one of its parts has more than the limit, which is what counts as a finding unless given.
 *
 * @throws USAGE for what is no condition
 */
export function parseFailOn(list: string): FailCondition[] {
  return list
    .split(',')
    .map((condition) => condition.trim())
    .filter((condition) => condition !== '')
    .map(parseCondition)
}

function parseCondition(condition: string): FailCondition {
  const [, check = '', limit, sign] = /^([^:>]*?)\s*(?:[:>]\s*(\d+(?:\.\d+)?)\s*(%)?)?$/.exec(condition) ?? []
  if (!isCheck(check)) {
    const name = /^[^:>]*/.exec(condition)?.[0].trim() ?? ''
    throw usage(
      condition,
      isCheck(name)
        ? 'its limit is no number or percentage'
        : `there is no check ${JSON.stringify(name)}; the checks are ${Object.keys(CHECKS).join(', ')}`,
    )
  }
  const isShare = sign === '%'
  if (isShare && WITHOUT_SHARE.includes(check)) throw usage(condition, `${check} takes no percentage`)
  const number = limit === undefined ? CHECKS[check].limit : Number(limit)
  return { condition, check, limit: isShare ? number / 100 : number, isShare }
}

function isCheck(name: string): name is CheckName {
  return Object.hasOwn(CHECKS, name)
}

function usage(condition: string, reason: string): TextgateError {
  return new TextgateError(
    'USAGE',
    `--fail-on ${JSON.stringify(condition)}: ${reason}; write conditions such as leakage, duplicates:10 or encoding:1%`,
    { details: { condition } },
  )
}

/** The conditions that a report meets. */
export function brokenConditions(
  conditions: readonly FailCondition[],
  report: DataReport,
): BrokenCondition[] {
  return conditions.flatMap(({ condition, check, limit, isShare }) => {
    const amountOf = ({ value, of = 0 }: CheckMeasure): number => (isShare ? value / Math.max(1, of) : value)
    const [worst] = CHECKS[check].measures(report).toSorted((a, b) => amountOf(b) - amountOf(a))
    if (worst === undefined || amountOf(worst) <= limit) return []
    return [{ condition, check, reason: reasonOf(worst), ...worst }]
  })
}

function reasonOf({ part, earlier, value, of }: CheckMeasure): string {
  const where = earlier === undefined ? part : `${part} with ${earlier}`
  if (of === undefined) return `${value.toFixed(2)} in ${where}`
  return `${value} of ${of} in ${where}, ${sharePercent(value / Math.max(1, of))}`
}
