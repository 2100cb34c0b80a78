/**
 * Networks of 4 labels over texts of 48 tokens, without n-grams, so that PyTorch and the bare operator have the same work. `last`
 * is one direction whose final state is read; `max-mean` is two, pooled by max and mean.
 */
export const CASES = [
  { id: 'last', bidirectional: false, pooling: 'last' },
  { id: 'max-mean', bidirectional: true, pooling: 'max-mean' },
]

/** What all cases share. */
export const SIZES = { vocabulary: 20_000, embedding: 128, hidden: 128, tokens: 48, labels: 4 }

/** The same for a look that takes two minutes. */
export const QUICK_SIZES = { ...SIZES, vocabulary: 2_000 }
