import { type ModelConfig, POOLINGS, TextgateError } from '@textgate/core'

const KNOWN_KEYS = [
  'head',
  'encoder',
  'embeddingSize',
  'hiddenSize',
  'layers',
  'bidirectional',
  'filterWidths',
  'pooling',
  'attentionHeads',
  'attentionSize',
  'longText',
  'windowLength',
  'windowOverlap',
  'ngrams',
  'ngramBuckets',
  'ngramWeighting',
  'dropout',
]
// Dropout is absent when serving, so its rates need no operators; an unknown kind might.
const KNOWN_DROPOUT = ['embedding', 'layer', 'pooled']
const HEADS = ['single', 'multi', 'ordinal']
const LONG_TEXTS = ['truncate', 'windows', 'hierarchical']
const WEIGHTINGS = ['count', 'tf-idf']
const ENCODERS = ['gru', 'lstm', 'rnn', 'cnn', 'linear']

/**
 * Refuses every configuration that the exporter was not written for, so that a new key can never be dropped silently.
 *
 * @throws EXPORT_UNSUPPORTED naming the key
 */
export function checkConfig(config: ModelConfig): void {
  for (const key of Object.keys(config)) if (!KNOWN_KEYS.includes(key)) throw unsupported(key)
  for (const key of Object.keys(config.dropout)) {
    if (!KNOWN_DROPOUT.includes(key)) throw unsupported(`dropout.${key}`)
  }
  if (!HEADS.includes(config.head)) throw unsupported('head', config.head, HEADS)
  if (!ENCODERS.includes(config.encoder)) throw unsupported('encoder', config.encoder, ENCODERS)
  if (!LONG_TEXTS.includes(config.longText)) throw unsupported('longText', config.longText, LONG_TEXTS)
  if (!WEIGHTINGS.includes(config.ngramWeighting)) {
    throw unsupported('ngramWeighting', config.ngramWeighting, WEIGHTINGS)
  }
  if (!POOLINGS.includes(config.pooling)) throw unsupported('pooling', config.pooling, POOLINGS)
}

function unsupported(member: string, value?: string, known?: readonly string[]): TextgateError {
  const key = `model.${member}`
  const reason =
    value === undefined
      ? `${key} is not known to this version of @textgate/onnx-export; remove it and train again, or upgrade`
      : `${key} ${value} cannot be written as ONNX operators; choose ${known?.join(', ')} and train again`
  return new TextgateError('EXPORT_UNSUPPORTED', reason, {
    details: value === undefined ? { key } : { key, value },
  })
}
