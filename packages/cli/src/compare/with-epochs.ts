import type { TextgateConfig } from '@textgate/core'

/** A configuration with another number of epochs. */
export function withEpochs(config: TextgateConfig, epochs: number): TextgateConfig {
  return { ...config, training: { ...config.training, epochs } }
}
