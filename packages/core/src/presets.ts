import type { TextgateConfigInput } from './config.ts'

/**
 * Starting points that `--preset` names; a user's configuration overrides them key by key.
 *
 * fast: one direction and small, for a first look. default: see `parseConfig`'s defaults. best: accuracy before time and size,
 * a wider net that reads long texts whole, has room for more n-grams, and at the end learns from the dev part too. A second layer
 * gained nothing.
 */
export const PRESETS = {
  fast: {
    model: { embeddingSize: 64, hiddenSize: 64, bidirectional: false },
    tokenizer: { maxLength: 200 },
    training: { epochs: 5, patience: 2, ngramLength: 'fixed' },
  },
  default: {},
  best: {
    model: { embeddingSize: 200, hiddenSize: 192, longText: 'windows', ngramBuckets: 'large' },
    training: { refit: true },
  },
} as const satisfies Record<string, TextgateConfigInput>

/** Name of a preset. */
export type PresetName = keyof typeof PRESETS
