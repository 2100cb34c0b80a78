import type { BundleManifest } from './bundle.ts'
import type { Head } from './config.ts'

/** Probability from which on head multi answers a label where no threshold was chosen. */
export const DEFAULT_THRESHOLD = 0.5

/** How the probabilities of a text become its answer. */
export interface AnswerRule {
  readonly head: Head
  /** For head multi: probability from which on each label is answered, shape [classes]; 0.5 unless given. */
  readonly thresholds?: readonly number[]
}

/** How a bundle answers. */
export function answerRule({ config, answers }: Pick<BundleManifest, 'config' | 'answers'>): AnswerRule {
  return {
    head: config.model.head,
    ...(answers?.thresholds ? { thresholds: answers.thresholds } : {}),
  }
}

/**
 * The labels that are answered, the most probable first; of equals the one that comes first. One for the heads single
 * and ordinal; for head multi all that reach their thresholds, which may be none.
 *
 * For head ordinal, too, the answer is the most probable label and not the median of the distribution: they differ only
 * where a distribution is skewed, and so what the ONNX file calls `label`, the first of the best k and the answer are one.
 *
 * @param probabilities - of one text, shape [classes]
 * @returns indices of labels
 */
export function answerOf(probabilities: Float32Array, { head, thresholds }: AnswerRule): number[] {
  const order = byProbability(probabilities)
  if (head !== 'multi') return order.slice(0, 1)
  return order.filter((i) => (probabilities[i] as number) >= (thresholds?.[i] ?? DEFAULT_THRESHOLD))
}

/** Indices of labels, the most probable first; of equals the one that comes first. */
export function byProbability(probabilities: Float32Array): number[] {
  return Array.from(probabilities.keys()).sort(
    (a, b) => (probabilities[b] as number) - (probabilities[a] as number) || a - b,
  )
}
