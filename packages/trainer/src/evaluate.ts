import type { AnswerRule, Batch, ClassificationMetrics, ProbabilityModel } from '@textgate/core'
import { TextgateError } from '@textgate/core'
import { type BatchLimits, batchOf, sortedBatches } from './batches.ts'
import { type EncodedExamples, rowLengths } from './encoded-examples.ts'
import { metricsOf } from './metrics/metrics-of.ts'

/**
 * Batches of evaluation: more than 64 texts gained nothing on two cores. Twice the tokens of training's default need less
 * memory than those, because no step is kept for a gradient.
 */
export const EVALUATION_BATCH: BatchLimits = { batchSize: 64, batchTokens: 32_768 }

/**
 * Class probabilities of every row, in the order of the rows, float32, shape [size, classes]. Batches are sorted by
 * length, so little is spent on padding.
 */
export async function predictExamples(
  model: ProbabilityModel,
  examples: EncodedExamples,
  classes: number,
  limits: BatchLimits = EVALUATION_BATCH,
): Promise<Float32Array> {
  const run = (batch: Batch): Promise<Float32Array> => model.predict(batch)
  return valuesOfRows(run, examples, classes, { tokensRead: model.tokensRead, ...limits })
}

/**
 * What a function says of every row, in the order of the rows, float32, shape [size, classes]; see `predictExamples`.
 *
 * @param run - gives float32, row-major, shape [batch.size, classes]
 */
export async function valuesOfRows(
  run: (batch: Batch) => Promise<Float32Array>,
  examples: EncodedExamples,
  classes: number,
  limits: BatchLimits = EVALUATION_BATCH,
): Promise<Float32Array> {
  const values = new Float32Array(examples.size * classes)
  for (const rows of sortedBatches(rowLengths(examples), limits)) {
    const answers = await run(batchOf(examples, rows)) // [rows, classes]
    placeRows(answers, rows, values, classes)
  }
  return values
}

/** Copies what was said of a batch to its rows' places among those of all; values of shape [rows, classes] both. */
export function placeRows(
  answers: Float32Array,
  rows: Int32Array,
  values: Float32Array,
  classes: number,
): void {
  rows.forEach((row, i) => {
    values.set(answers.subarray(i * classes, (i + 1) * classes), row * classes)
  })
}

/**
 * Figures of a model on labelled texts.
 *
 * @param labels - the classes in the order of the model's outputs
 * @param rule - how the model answers, e.g. `answerRule(manifest)`; one label a text unless given
 * @throws DATA_TOO_SMALL when there are no rows
 */
export async function evaluate(
  model: ProbabilityModel,
  examples: EncodedExamples,
  labels: readonly string[],
  rule: AnswerRule = { head: 'single' },
): Promise<ClassificationMetrics> {
  if (examples.size === 0) {
    throw new TextgateError('DATA_TOO_SMALL', 'the part to evaluate has no rows; give labelled rows')
  }
  return metricsOf(await predictExamples(model, examples, labels.length), examples, labels, rule)
}
