import { parseConfig, type TextgateConfig, TextgateError } from '@textgate/core'
import type { EncoderName } from './encoder-name.ts'
import { matchingHiddenSize } from './matching-hidden-size.ts'
import { encoderParameters } from './parameter-counts.ts'

/** What is equal for all encoders of a comparison: hidden size and passes over the data, parameters, or the time of a training. */
export type Budget = 'data' | 'parameters' | 'time'

/**
 * The configuration of one encoder of a comparison: the given one with as little changed as can be. `cnn` has one layer
 * whatever is configured, and `linear` takes no word vectors. All texts are answered, and nothing is trained a second time on
 * train and dev together: dev may be what is scored.
 *
 * @throws CONFIG_INVALID where the encoder is impossible with the rest of the configuration
 */
export function encoderConfig(
  { name, encoder, withNgrams }: EncoderName,
  config: TextgateConfig,
  budget: Budget,
): TextgateConfig {
  if (withNgrams && config.model.ngrams === 0) {
    throw new TextgateError(
      'CONFIG_INVALID',
      `model.ngrams is 0, and encoder ${name} has n-grams; set it to 1 or more, or leave ${name} out`,
      { details: { key: 'model.ngrams', encoder: name } },
    )
  }
  const { model, training } = config
  const oneLayer = encoder === 'cnn' ? { layers: 1, dropout: { ...model.dropout, layer: 0 } } : {}
  const own = parseConfig({
    ...config,
    model: { ...model, ...oneLayer, encoder, ngrams: withNgrams ? model.ngrams : 0 },
    training: {
      ...training,
      unknownPrecision: null,
      refit: false,
      ...(encoder === 'linear'
        ? { vectors: { file: null, trainable: true }, pretraining: 'none' as const }
        : {}),
    },
  })
  if (budget !== 'parameters' || encoder === 'linear') return own
  const wanted = encoderParameters({ ...model, encoder: 'gru' })
  return { ...own, model: { ...own.model, hiddenSize: matchingHiddenSize(own.model, wanted) } }
}
