import type { ModelConfig } from './config.ts'
import { pooledWidth } from './pooling.ts'

/** The keys of a model that say how it reads long texts. */
export type LongTextConfig = Pick<ModelConfig, 'encoder' | 'longText' | 'windowLength' | 'windowOverlap'>

/** The most tokens of a text that a model reads where `tokenizer.maxLength` is `auto`. */
const AUTO_MAX_LENGTH = { truncate: 400, windows: 32_768, hierarchical: 32_768 } as const

/** What `tokenizer.maxLength: auto` stands for, in tokens. */
export function autoMaxLength(longText: ModelConfig['longText']): number {
  return AUTO_MAX_LENGTH[longText]
}

/** Whether the encoder reads a long text in windows. Encoder `linear` has none: n-grams are of the whole text. */
export function readsWindows({ encoder, longText }: Pick<LongTextConfig, 'encoder' | 'longText'>): boolean {
  return longText !== 'truncate' && encoder !== 'linear'
}

/**
 * Windows in which a text is read: each begins `windowLength - windowOverlap` tokens after the one before, and the last one
 * is that with which the text ends.
 *
 * @param length - tokens of the text, 0 or more
 * @returns 1 or more: an empty text has one window without tokens
 */
export function windowCount(
  length: number,
  { windowLength, windowOverlap }: Pick<LongTextConfig, 'windowLength' | 'windowOverlap'>,
): number {
  return Math.max(1, Math.ceil((length - windowOverlap) / (windowLength - windowOverlap)))
}

/**
 * Tokens that a model computes for a text, those of two windows twice and padding of the last window included: what a batch
 * is to be bounded by.
 *
 * @param length - tokens of the text, 0 or more
 */
export function tokensRead(config: LongTextConfig, length: number): number {
  const windows = readsWindows(config) ? windowCount(length, config) : 1
  return windows === 1 ? length : windows * config.windowLength
}

/**
 * Columns of the vector that a text becomes: those of the pooled states or, where `longText` is hierarchical, of both
 * directions of the network that reads the windows.
 *
 * @param states - columns of the states of all directions together
 */
export function textWidth(
  config: Pick<ModelConfig, 'longText' | 'hiddenSize' | 'pooling' | 'attentionHeads'>,
  states: number,
): number {
  return config.longText === 'hierarchical' ? 2 * config.hiddenSize : pooledWidth(config, states)
}
