import type { TextgateConfigInput } from './config.ts'

/**
 * Starting points that `--preset` names; a user's configuration overrides them key by key.
 *
 * fast: one direction and small, for a first look. default: see `parseConfig`'s defaults. best: accuracy before time and size,
 * a wider net that reads long texts whole, longer n-grams where they help, and at the end it learns from the dev part too. A second
 * layer gained nothing.
 */
export const PRESETS = {
  fast: {
    model: { embeddingSize: 64, hiddenSize: 64, bidirectional: false },
    tokenizer: { maxLength: 200 },
    training: { epochs: 5, patience: 2 },
  },
  default: {},
  best: {
    model: { embeddingSize: 200, hiddenSize: 192, longText: 'windows', ngramBuckets: 'large' },
    training: { refit: true, ngramLength: 'auto' },
  },
} as const satisfies Record<string, TextgateConfigInput>

/** Name of a preset. */
export type PresetName = keyof typeof PRESETS
