import { type ModelConfig, parseModelConfig, randomGenerator } from '@textgate/core'
import fc from 'fast-check'
import type { SequenceKernel } from '../kernels/sequence-kernel.ts'
import { createTextClassifier, type TextClassifier } from '../text-classifier.ts'
import { randomNetworks, randomRows, VOCABULARY } from './random-networks.ts'
import { randomizeWeights } from './randomize-weights.ts'

/** A network and texts for it. */
export interface EncoderCase {
  readonly network: Partial<ModelConfig>
  /** Labels, 1 or more. */
  readonly classes: number
  /** Ids of each text. */
  readonly rows: readonly number[][]
  readonly seed: number
}

/** Small networks of an encoder, with dropout, and texts of 0 to 9 ids. */
export function encoderCases(encoder: ModelConfig['encoder']): fc.Arbitrary<EncoderCase> {
  return fc.record({
    network: randomNetworks(encoder),
    classes: fc.integer({ min: 1, max: 9 }),
    rows: randomRows,
    seed: fc.nat(),
  })
}

/** The case's model; all its weights are random, biases and the padding's row included. */
export function modelOfCase({ network, classes, seed }: EncoderCase, kernel: SequenceKernel): TextClassifier {
  const random = randomGenerator(seed)
  const sizes = { vocabularySize: VOCABULARY, classes, random }
  const model = createTextClassifier(parseModelConfig(network), { ...sizes, kernel })
  randomizeWeights(model, random)
  return model
}

/** What each logit is multiplied with in the loss of a test. */
export function weightingOf({ rows, classes }: EncoderCase): number[] {
  return Array.from({ length: rows.length * classes }, (_, i) => ((i * 7) % 5) - 2)
}
