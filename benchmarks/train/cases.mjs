// The workloads of `pnpm bench train`: three whole-step shapes and one epoch of two real data sets.

const STEP = { vocabulary: 20_000, classes: 4, kind: 'step' }
const NO_DROPOUT = { embedding: 0, layer: 0, pooled: 0 }
const LAST_STATE = { pooling: 'last', dropout: NO_DROPOUT, ngrams: 0 }

/**
 * Steps: `batch` rows of `length` tokens, last state, no dropout and no n-grams, so that every peer does the same work;
 * `distinctBatches` is how many batches a subject goes round. Epochs: the encoder of
 * the default preset, pooled by max and mean, which every peer has; for the n-grams beside it are trained by themselves and not in steps.
 *
 * quick: part of --quick. extra: only when named.
 */
export const CASES = [
  {
    ...STEP,
    id: 'step-64',
    name: 'step 64×48×128×128',
    shape: { batch: 64, length: 48, distinctBatches: 16 },
    model: { embeddingSize: 128, hiddenSize: 128, layers: 1, bidirectional: false, ...LAST_STATE },
    quick: true,
  },
  {
    ...STEP,
    id: 'step-32',
    name: 'step 32×256×200×128, bidirectional',
    shape: { batch: 32, length: 256, distinctBatches: 8 },
    model: { embeddingSize: 200, hiddenSize: 128, layers: 1, bidirectional: true, ...LAST_STATE },
  },
  {
    ...STEP,
    id: 'step-16',
    name: 'step 16×400×300×256, two layers',
    shape: { batch: 16, length: 400, distinctBatches: 8 },
    model: { embeddingSize: 300, hiddenSize: 256, layers: 2, bidirectional: false, ...LAST_STATE },
  },
  { kind: 'epoch', id: 'sst2', name: 'epoch of sst2', dataset: 'sst2', quick: true },
  // A sample of fewer batches than the trainer sorts together, so that they are as alike in length as in a whole epoch.
  { kind: 'epoch', id: 'imdb', name: 'epoch of imdb', dataset: 'imdb', sampleBatches: 24 },
  { kind: 'epoch', id: 'imdb-whole', name: 'epoch of imdb, every text', dataset: 'imdb', extra: true },
]

/** What one subject's rounds may take in a case, in seconds: a slow one has fewer rounds, or runs a part of the epoch. */
export const SECONDS_A_SUBJECT = { step: 10, epoch: 25 }
/** What all rounds of a case may take, in seconds; two are run in any case. */
export const SECONDS_A_CASE = { step: 55, epoch: 120 }
/** A subject whose first step takes longer leaves the case. */
export const FIRST_STEP_SECONDS = 30
/** A slice of a round in a step case, in seconds. */
export const SLICE_SECONDS = 0.5
