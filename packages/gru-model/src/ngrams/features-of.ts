import type { Batch } from '@textgate/core'
import type { Network } from '../network.ts'
import { countedFeatures, type NgramFeatures, weightedFeatures } from './ngram-features.ts'
import { ngramRows } from './ngram-rows.ts'
import { ngramSizes } from './ngram-sizes.ts'

/**
 * The n-gram features of texts, weighed as the network's configuration says.
 *
 * @param idf - gives the inverse document frequencies where they are needed; float32, shape [rows of the kernel]
 */
export function featuresOf(network: Network, batch: Batch, idf: () => Float32Array): NgramFeatures {
  const rows = ngramRows(batch, ngramSizes(network))
  return network.config.ngramWeighting === 'tf-idf' ? weightedFeatures(rows, idf()) : countedFeatures(rows)
}
