import {
  answerRule,
  type Bundle,
  type ModelConfig,
  type ParityCertificate,
  type ProbabilityModel,
  readsWindows,
} from '@textgate/core'
import type { ModelFiles } from './encode-model.ts'
import { PARITY_TOLERANCE, verifyParity } from './verify-parity.ts'

/** What an exported model is compared with. */
export interface ParityEvidence {
  /** The trained model that the bundle was made of. */
  readonly reference: ProbabilityModel
  /** Ids of real texts, each Int32Array [length], made by the bundle's tokenizer; up to 1,000 are compared. */
  readonly texts: readonly Int32Array[]
}

/**
 * Compares a file with the trained model of a bundle; errors as of `verifyParity`.
 *
 * @param tolerance - see `verifyParity`
 */
export function certify(
  { manifest }: Bundle,
  model: ModelFiles & { readonly opset: number },
  { reference, texts }: ParityEvidence,
  tolerance = PARITY_TOLERANCE,
): Promise<ParityCertificate> {
  const { labels, config, vocabularySize } = manifest
  return verifyParity({
    ...model,
    ...{ reference, texts, vocabularySize, tolerance },
    maxLength: config.tokenizer.maxLength,
    windowEdges: readsWindows(config.model) ? windowEdges(config.model) : [],
    classes: labels.length,
    rule: answerRule(manifest),
  })
}

/** The lengths that just fill one and two windows, and one token more. */
function windowEdges({ windowLength, windowOverlap }: ModelConfig): number[] {
  const two = 2 * windowLength - windowOverlap
  return [windowLength, windowLength + 1, two, two + 1]
}
