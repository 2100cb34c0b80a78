import type { TokenRun } from '@textgate/trainer/metrics'
import type { ExplainedRow } from '../report.ts'

/** UTF-16 units between two tokens above which the model has left out what is between. */
const LARGEST_GAP = 40

/** A part of a text with a value. */
export interface ValuedPart {
  /** UTF-16 offsets, start inclusive, end exclusive; parts are in order and do not overlap. */
  readonly start: number
  readonly end: number
  readonly value: number
}

/**
 * Runs of tokens as parts of the text, without the space around them and without what the model has not read between.
 *
 * @param values - one a run
 */
export function textParts(
  { text, offsets }: Pick<ExplainedRow, 'text' | 'offsets'>,
  runs: readonly TokenRun[],
  values: Float64Array,
): ValuedPart[] {
  const parts: { start: number; end: number; value: number }[] = []
  runs.forEach(({ start, end }, run) => {
    let isFirst = true
    for (let token = start; token < end; token++) {
      const [from, to] = [offsets[2 * token] as number, offsets[2 * token + 1] as number]
      const last = parts.at(-1)
      if (!isFirst && last && from - last.end <= LARGEST_GAP) last.end = Math.max(last.end, to)
      else parts.push({ start: from, end: to, value: values[run] as number })
      isFirst = false
    }
  })
  return parts.flatMap(({ start, end, value }) => {
    const part = text.slice(start, end)
    const trimmed = part.trimStart()
    const from = end - trimmed.length
    return trimmed === '' ? [] : [{ start: from, end: from + trimmed.trimEnd().length, value }]
  })
}
