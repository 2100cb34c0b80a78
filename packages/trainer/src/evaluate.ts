import type { ClassificationMetrics, ProbabilityModel } from '@textgate/core'
import { TextgateError } from '@textgate/core'
import { batchOf, sortedBatches } from './batches.ts'
import { type EncodedExamples, rowLengths } from './encoded-examples.ts'
import { classificationMetrics } from './metrics/classification-metrics.ts'

/** Texts of a batch in evaluation: larger ones gained nothing on two cores and cost memory. */
export const EVALUATION_BATCH_SIZE = 64

/**
 * Class probabilities of every row, in the order of the rows, float32, shape [size, classes]. Batches are sorted by
 * length, so little is spent on padding.
 */
export async function predictExamples(
  model: ProbabilityModel,
  examples: EncodedExamples,
  classes: number,
  batchSize: number = EVALUATION_BATCH_SIZE,
): Promise<Float32Array> {
  const probabilities = new Float32Array(examples.size * classes)
  for (const rows of sortedBatches(rowLengths(examples), batchSize)) {
    const answers = await model.predict(batchOf(examples, rows)) // [rows, classes]
    rows.forEach((row, i) => {
      probabilities.set(answers.subarray(i * classes, (i + 1) * classes), row * classes)
    })
  }
  return probabilities
}

/**
 * Figures of a model on labelled texts.
 *
 * @param labels - the classes in the order of the model's outputs
 * @throws DATA_TOO_SMALL when there are no rows
 */
export async function evaluate(
  model: ProbabilityModel,
  examples: EncodedExamples,
  labels: readonly string[],
): Promise<ClassificationMetrics> {
  if (examples.size === 0) {
    throw new TextgateError('DATA_TOO_SMALL', 'the part to evaluate has no rows; give labelled rows')
  }
  const probabilities = await predictExamples(model, examples, labels.length)
  return classificationMetrics(probabilities, examples.labels, labels)
}
