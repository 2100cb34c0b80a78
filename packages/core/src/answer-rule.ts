import type { BundleManifest } from './bundle.ts'
import type { Head } from './config.ts'
import { TextgateError } from './errors.ts'

/** Probability from which on head multi answers a label where no threshold was chosen. */
export const DEFAULT_THRESHOLD = 0.5

/** How the probabilities of a text become its answer. */
export interface AnswerRule {
  readonly head: Head
  /** For head multi: probability from which on each label is answered, shape [classes]; 0.5 unless given. */
  readonly thresholds?: readonly number[]
  /** For the heads single and ordinal: a text whose most probable label has less is unknown; 0 unless given. */
  readonly unknownBelow?: number
}

/**
 * How a bundle answers.
 *
 * @param unknownBelow - takes the place of what the bundle says, in [0, 1]; 0 answers every text
 * @throws CONFIG_INVALID for an `unknownBelow` that is out of range, or with head multi
 */
export function answerRule(
  { config, answers }: Pick<BundleManifest, 'config' | 'answers'>,
  unknownBelow: number | undefined = answers?.unknown?.below,
): AnswerRule {
  const { head } = config.model
  if (unknownBelow !== undefined) checkUnknownBelow(unknownBelow, head)
  return {
    head,
    ...(answers?.thresholds ? { thresholds: answers.thresholds } : {}),
    ...(unknownBelow ? { unknownBelow } : {}),
  }
}

/**
 * The labels that are answered, the most probable first; of equals the one that comes first. One for the heads single
 * and ordinal, or none where it is too improbable; for head multi all that reach their thresholds, which may be none.
 *
 * For head ordinal, too, the answer is the most probable label and not the median of the distribution: they differ only
 * where a distribution is skewed, and so what the ONNX file calls `label`, the first of the best k and the answer are one.
 *
 * @param probabilities - of one text, shape [classes]
 * @returns indices of labels
 */
export function answerOf(
  probabilities: Float32Array,
  { head, thresholds, unknownBelow = 0 }: AnswerRule,
): number[] {
  const reaches = (i: number, least: number): boolean => (probabilities[i] as number) >= least
  if (head === 'multi') {
    return byProbability(probabilities).filter((i) => reaches(i, thresholds?.[i] ?? DEFAULT_THRESHOLD))
  }
  const best = mostProbable(probabilities)
  return reaches(best, unknownBelow) ? [best] : []
}

/** Index of the most probable label; of equals the one that comes first. */
function mostProbable(probabilities: Float32Array): number {
  let best = 0
  for (let i = 1; i < probabilities.length; i++) {
    if ((probabilities[i] as number) > (probabilities[best] as number)) best = i
  }
  return best
}

/** Indices of labels, the most probable first; of equals the one that comes first. */
export function byProbability(probabilities: Float32Array): number[] {
  const order: number[] = []
  for (let i = 0; i < probabilities.length; i++) order.push(i)
  return order.sort((a, b) => (probabilities[b] as number) - (probabilities[a] as number) || a - b)
}

function checkUnknownBelow(value: number, head: Head): void {
  if (!(value >= 0 && value <= 1)) {
    throw new TextgateError('CONFIG_INVALID', `unknownBelow must lie between 0 and 1, not ${value}`)
  }
  if (head === 'multi') {
    throw new TextgateError(
      'CONFIG_INVALID',
      'unknownBelow (--unknown-below) has no meaning for head multi, which answers no label where none reaches its threshold; leave it out',
    )
  }
}
