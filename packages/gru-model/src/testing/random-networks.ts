import type { ModelConfig } from '@textgate/core'
import fc from 'fast-check'
import { poolingCases } from './pooling-cases.ts'

/** Every encoder that there is. */
export const ENCODERS: readonly ModelConfig['encoder'][] = ['gru', 'lstm', 'rnn', 'cnn', 'linear']

/** Ids of the tokenizer in these tests. */
export const VOCABULARY = 40

/** Texts of 0 to 9 ids each. */
export const randomRows = fc.array(fc.array(fc.integer({ min: 0, max: VOCABULARY - 1 }), { maxLength: 9 }), {
  minLength: 1,
  maxLength: 19,
})

/** Texts read as they are or in short windows, as keys of a model configuration. */
const longTextCases = fc.oneof(
  fc.constant({}),
  fc
    .record({
      longText: fc.constantFrom('windows' as const, 'hierarchical' as const),
      windowLength: fc.integer({ min: 1, max: 6 }),
      share: fc.integer({ min: 0, max: 5 }),
    })
    .map(({ longText, windowLength, share }) => ({
      ...{ longText, windowLength },
      windowOverlap: Math.floor((share * windowLength) / 6),
    })),
)

const rate = fc.constantFrom<number>(0, 0.3)

/** Small networks of an encoder, as configurations that `parseModelConfig` takes, with dropout. */
export function randomNetworks(encoder: ModelConfig['encoder']): fc.Arbitrary<Partial<ModelConfig>> {
  const isCnn = encoder === 'cnn'
  return fc
    .record({
      encoder: fc.constant(encoder),
      embeddingSize: fc.integer({ min: 1, max: 11 }),
      hiddenSize: fc.integer({ min: 1, max: 11 }),
      layers: fc.integer({ min: 1, max: isCnn ? 1 : 3 }),
      bidirectional: fc.boolean(),
      filterWidths: fc.uniqueArray(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 3 }),
      pooling: isCnn ? poolingCases.filter(({ pooling }) => !pooling.startsWith('last')) : poolingCases,
      longText: longTextCases,
      dropout: fc.record({ embedding: rate, layer: rate, pooled: rate }),
      ngrams: fc.integer({ min: encoder === 'linear' ? 1 : 0, max: 3 }),
      ngramBuckets: fc.constant(1024 as const),
      ngramWeighting: fc.constantFrom('count' as const, 'tf-idf' as const),
    })
    .map(({ dropout, filterWidths, pooling, longText, ...rest }) => ({
      ...rest,
      ...pooling,
      ...longText,
      filterWidths: filterWidths.toSorted((a, b) => a - b),
      dropout: { ...dropout, layer: rest.layers === 1 ? 0 : dropout.layer },
    }))
}
