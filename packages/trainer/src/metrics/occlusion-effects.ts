import { type ProbabilityModel, padBatch, type TokenRun, withoutRun } from '@textgate/core'
import { logProbability } from './log-probability.ts'

/** What is occluded, and which answer it is about. */
export interface OcclusionOptions {
  /** Label index. */
  readonly answer: number
  readonly classes: number
  /** The parts that are left out, one at a time. */
  readonly runs: readonly TokenRun[]
  /** Tokens that the model reads at once, at most; 16,384 unless given. */
  readonly batchTokens?: number
}

/**
 * How much each part of a text speaks for an answer: the drop of the answer's log-probability, in nats, when the tokens
 * of the part are removed; below 0 where the part speaks against it. (Zeiler and Fergus, "Visualizing and Understanding
 * Convolutional Networks", 2014; Li, Monroe and Jurafsky, "Understanding Neural Networks through Representation
 * Erasure", 2016.)
 *
 * Tokens are removed and not replaced by the unknown one: what is left is a text that the model could be given, whereas
 * an unknown token is rare in training with words and never seen with bytes.
 *
 * @param ids - token ids of the text, int32, shape [length]
 * @returns float64, one a run
 */
export async function occlusionEffects(
  model: ProbabilityModel,
  ids: Int32Array,
  { answer, classes, runs, batchTokens = 16_384 }: OcclusionOptions,
): Promise<Float64Array> {
  const texts = [ids, ...runs.map((run) => withoutRun(ids, run))]
  const tokens = model.tokensRead?.(ids.length) ?? ids.length
  const size = Math.max(1, Math.floor(batchTokens / Math.max(1, tokens)))
  const logs: number[] = []
  for (let first = 0; first < texts.length; first += size) {
    const probabilities = await model.predict(padBatch(texts.slice(first, first + size)))
    for (let at = answer; at < probabilities.length; at += classes)
      logs.push(logProbability(probabilities[at]!))
  }
  const whole = logs[0] as number
  return Float64Array.from(logs.slice(1), (without) => whole - without)
}
