import { encoderOf } from '../encoders/encoder-of.ts'
import type { Network } from '../network.ts'
import { ngramBranch } from '../ngrams/ngram-branch.ts'
import type { Branch } from './branch.ts'
import { encoderBranch } from './encoder-branch.ts'

/**
 * The branches of a network: that of its encoder, if it has one, then, where `config.ngrams` is above 0, that of the
 * n-grams.
 */
export function branchesOf(network: Network): readonly Branch[] {
  const encoder = encoderOf(network.config)
  return [
    ...(encoder ? [encoderBranch(network, encoder)] : []),
    ...(network.config.ngrams > 0 ? [ngramBranch(network)] : []),
  ]
}
