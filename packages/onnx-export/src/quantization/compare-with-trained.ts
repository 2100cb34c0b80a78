import { type AnswerRule, answerOf, type ProbabilityModel, type QuantizationRecord } from '@textgate/core'
import type { ModelFiles } from '../encode-model.ts'
import { openSession } from '../onnx-session.ts'
import { tightBatches } from '../parity-batches.ts'

/** What is compared. */
export interface TrainedComparison {
  /** The quantised model. */
  readonly files: ModelFiles
  /** The trained model. */
  readonly trained: ProbabilityModel
  readonly classes: number
  readonly rule: AnswerRule
  /** Ids of real texts. */
  readonly texts: readonly Int32Array[]
  /** Labels of each text by their numbers, where they are known. */
  readonly labels?: readonly (readonly number[])[] | undefined
}

/** Compares the answers of a quantised model with those of the trained one, in ONNX Runtime with its default options. */
export async function compareWithTrained({
  files,
  trained,
  classes,
  rule,
  texts,
  labels,
}: TrainedComparison): Promise<Omit<QuantizationRecord, 'mode'>> {
  const rows = texts.map((ids, row) => ({ kind: 'real' as const, row, ids }))
  const right = { trained: 0, quantized: 0 }
  let agreeing = 0
  let largestDifference = 0
  const compareRow = (row: number, expected: Float32Array, answered: Float32Array): void => {
    expected.forEach((probability, c) => {
      largestDifference = Math.max(largestDifference, Math.abs(probability - (answered[c] as number)))
    })
    const [before, after] = [answerOf(expected, rule), answerOf(answered, rule)]
    if (isSameSet(before, after)) agreeing++
    const truth = labels?.[row]
    if (truth && isSameSet(before, truth)) right.trained++
    if (truth && isSameSet(after, truth)) right.quantized++
  }
  const session = await openSession(files)
  try {
    for (const batch of tightBatches(rows, (length) => trained.tokensRead?.(length) ?? length)) {
      const expected = await trained.predict(batch.batch)
      const answered = (await session.run(batch.batch)).probabilities.data as Float32Array
      batch.rows.forEach((row, r) => {
        const part = [r * classes, (r + 1) * classes] as const
        compareRow(row, expected.subarray(...part), answered.subarray(...part))
      })
    }
  } finally {
    await session.close()
  }
  const share = (count: number): number => count / texts.length
  return {
    texts: texts.length,
    largestDifference,
    agreement: share(agreeing),
    ...(labels ? { accuracy: { trained: share(right.trained), quantized: share(right.quantized) } } : {}),
  }
}

function isSameSet(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((value) => b.includes(value))
}
