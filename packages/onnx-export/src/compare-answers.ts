import { type AnswerRule, answerOf, TextgateError } from '@textgate/core'
import type { OnnxAnswers } from './onnx-session.ts'

/** Where a difference was seen: a kind of text, and the row that details name. */
export interface ComparedRow {
  readonly kind: string
  readonly row: number
}

/** What holds for every row. */
export interface Comparison {
  readonly classes: number
  /** How probabilities become the answers that users get. */
  readonly rule: AnswerRule
  readonly tolerance: number
}

/** What a batch showed. */
export interface BatchFindings {
  readonly largestDifference: number
  /** Rows answered differently: a margin between two labels, or to a threshold, is within the tolerance. */
  readonly labelChanges: number
}

/**
 * Compares the answers of ONNX Runtime with the expected probabilities, row by row: the probabilities themselves, the
 * output `label`, which must be the most probable one, what the rule makes of the probabilities, and the output `answered`,
 * which must say the same.
 *
 * @param expected - one Float32Array [classes] a row, finite
 * @throws PARITY_FAILED with `{ kind, row, difference }` at the first row that does not agree; `difference` is null
 *   where an answer is no number
 */
export function compareAnswers(
  answers: OnnxAnswers,
  expected: readonly Float32Array[],
  rows: readonly ComparedRow[],
  { classes, rule, tolerance }: Comparison,
): BatchFindings {
  const { probabilities, labels, answered } = checkedOutputs(answers, rows, classes)
  let largestDifference = 0
  let labelChanges = 0
  rows.forEach((place, r) => {
    const wanted = expected[r] as Float32Array
    const given = probabilities.subarray(r * classes, (r + 1) * classes)
    const difference = differenceOf(wanted, given)
    // Written so that NaN is refused too.
    if (!(difference <= tolerance)) {
      throw parityFailed(`a probability differs by ${difference}, more than ${tolerance}`, place, {
        difference: Number.isNaN(difference) ? null : difference,
      })
    }
    largestDifference = Math.max(largestDifference, difference)
    const label = Number(labels[r])
    const best = indexOfLargest(wanted)
    const margin = (wanted[best] as number) - (wanted[label] ?? Number.NEGATIVE_INFINITY)
    if (!(margin <= tolerance)) {
      throw parityFailed(`label ${label} is answered instead of ${best}`, place, { difference, label, best })
    }
    const answer = answerOf(given, rule)
    const marked = answered?.subarray(r * classes, (r + 1) * classes)
    if (marked && !sameLabels(answer, indicesOf(marked))) {
      throw parityFailed(`labels ${indicesOf(marked)} are answered where ${answer} were due`, place, {
        difference,
      })
    }
    if (label !== best || !sameLabels(answerOf(wanted, rule), answer)) labelChanges++
  })
  return { largestDifference, labelChanges }
}

/** The error of every refusal. */
export function parityFailed(
  reason: string,
  { kind, row }: ComparedRow,
  details: Record<string, unknown> = {},
): TextgateError {
  return new TextgateError(
    'PARITY_FAILED',
    `${reason} (${kind} text, row ${row}); nothing was written to the bundle, report it with the configuration`,
    { details: { kind, row, ...details } },
  )
}

function checkedOutputs(
  { probabilities, label, answered }: OnnxAnswers,
  rows: readonly ComparedRow[],
  classes: number,
): { probabilities: Float32Array; labels: BigInt64Array; answered: Uint8Array | undefined } {
  const first = rows[0] as ComparedRow
  const check = (
    name: string,
    tensor: OnnxAnswers['label'],
    type: string,
    shape: readonly number[],
  ): void => {
    const actual = `${tensor.type} [${tensor.shape.join(', ')}]`
    const wanted = `${type} [${shape.join(', ')}]`
    if (actual === wanted) return
    throw parityFailed(`output ${name} is ${actual} where ${wanted} was due`, first, { difference: null })
  }
  check('probabilities', probabilities, 'float32', [rows.length, classes])
  check('label', label, 'int64', [rows.length])
  if (answered) check('answered', answered, 'bool', [rows.length, classes])
  return {
    probabilities: probabilities.data as Float32Array,
    labels: label.data as BigInt64Array,
    answered: answered?.data as Uint8Array | undefined,
  }
}

/** Indices of what is marked with 1. */
function indicesOf(marks: Uint8Array): number[] {
  return Array.from(marks.keys()).filter((c) => marks[c] === 1)
}

/** Largest absolute difference; NaN where either has one. */
function differenceOf(expected: Float32Array, actual: Float32Array): number {
  let largest = 0
  for (let c = 0; c < expected.length; c++) {
    largest = Math.max(largest, Math.abs((expected[c] as number) - (actual[c] as number)))
  }
  return largest
}

/** Whether the same labels are answered, in whatever order. */
function sameLabels(expected: readonly number[], actual: readonly number[]): boolean {
  return expected.length === actual.length && expected.every((label) => actual.includes(label))
}

function indexOfLargest(values: Float32Array): number {
  let best = 0
  for (let c = 1; c < values.length; c++) if ((values[c] as number) > (values[best] as number)) best = c
  return best
}
