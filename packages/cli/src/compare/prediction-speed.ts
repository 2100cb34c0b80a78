import type { ProbabilityModel } from '@textgate/core'
import { type EncodedExamples, predictExamples, selectExamples } from '@textgate/trainer'
import { median } from './median.ts'

/** Enough for several batches, and no more than takes seconds. */
const TEXTS = 512
const PASSES = 5

/**
 * Texts a second of a model's predictions, the median of five passes after one that warms it up. The texts are evenly
 * spread over the examples, so that they are the same for every model.
 */
export async function predictionSpeed(
  model: ProbabilityModel,
  examples: EncodedExamples,
  classes: number,
): Promise<number> {
  const count = Math.min(TEXTS, examples.size)
  const rows = Int32Array.from({ length: count }, (_, i) => Math.floor((i * examples.size) / count))
  const texts = selectExamples(examples, rows)
  await predictExamples(model, texts, classes)
  const speeds: number[] = []
  for (let pass = 0; pass < PASSES; pass++) {
    const started = performance.now()
    await predictExamples(model, texts, classes)
    speeds.push(count / ((performance.now() - started) / 1000))
  }
  return median(speeds)
}
