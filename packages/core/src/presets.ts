import type { TextgateConfigInput } from './config.ts'

/**
 * Starting points that `--preset` names; a user's configuration overrides them key by key.
 *
 * fast: one direction and small, for a first look. default: see `parseConfig`'s defaults. best: a wider, deeper net
 * that trains longer.
 */
export const PRESETS = {
  fast: {
    model: { embeddingSize: 64, hiddenSize: 64, bidirectional: false },
    tokenizer: { maxLength: 200 },
    training: { epochs: 5, patience: 2 },
  },
  default: {},
  best: {
    model: { embeddingSize: 200, hiddenSize: 192, layers: 2, dropout: { layer: 0.3 } },
    training: { epochs: 20 },
  },
} as const satisfies Record<string, TextgateConfigInput>

/** Name of a preset. */
export type PresetName = keyof typeof PRESETS
