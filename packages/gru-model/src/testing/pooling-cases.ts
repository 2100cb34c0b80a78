import { POOLINGS, poolingParts } from '@textgate/core'
import fc from 'fast-check'

/** Poolings of any parts, as keys of a model configuration; heads and hidden units where there is attention. */
export const poolingCases = fc
  .record({
    pooling: fc.constantFrom(...POOLINGS),
    attentionHeads: fc.integer({ min: 1, max: 5 }),
    attentionSize: fc.integer({ min: 1, max: 9 }),
  })
  .map(({ pooling, ...sizes }) =>
    poolingParts(pooling).includes('attention') ? { pooling, ...sizes } : { pooling },
  )
