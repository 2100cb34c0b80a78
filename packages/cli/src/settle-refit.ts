import type { TextgateConfig } from '@textgate/core'

/**
 * What `training.refit: auto` is: the n-grams are trained again on all rows where the dev part was cut off the training file,
 * whose rows the model may all learn from. A dev file of its own may be what is scored, so nothing learns from it unasked.
 */
export function settleRefit(
  config: TextgateConfig,
  { hasDevFile }: { readonly hasDevFile: boolean },
): TextgateConfig {
  const { model, training } = config
  if (training.refit !== 'auto') return config
  return { ...config, training: { ...training, refit: model.ngrams > 0 && !hasDevFile ? 'ngrams' : false } }
}
