import { PADDING_ID, UNKNOWN_ID } from '@textgate/core'
import type { TokenSequences } from '../encoded-examples.ts'

/** How often each token occurs, padding and unknown never; float64, shape [vocabularySize]. */
export function tokenCounts(texts: readonly TokenSequences[], vocabularySize: number): Float64Array {
  const counts = new Float64Array(vocabularySize)
  for (const { ids } of texts) for (const id of ids) counts[id] = (counts[id] as number) + 1
  counts[PADDING_ID] = 0
  counts[UNKNOWN_ID] = 0
  return counts
}
