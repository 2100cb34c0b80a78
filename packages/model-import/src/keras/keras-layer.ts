import type { ModelConfig } from '@textgate/core'
import { importRefused } from '../import-refused.ts'

/** What `config.json` says of a layer. */
export interface KerasLayer {
  readonly className: string
  readonly name: string
  readonly config: Readonly<Record<string, unknown>>
}

/** The layers of a saved model, in their order. @throws IMPORT_UNSUPPORTED where it is no chain of layers */
export function kerasLayers(model: unknown): KerasLayer[] {
  const { class_name: className, config } = model as { class_name?: unknown; config?: { layers?: unknown } }
  const layers = config?.layers
  if ((className !== 'Sequential' && className !== 'Functional') || !Array.isArray(layers)) {
    throw importRefused(
      `it is a model of class ${String(className)}, not Sequential or Functional; save its weights alone (model.save_weights) and name its layers with --names`,
      { className },
    )
  }
  return layers.map((layer) => layerOf(layer))
}

/** A layer, or the one inside a wrapper. */
export function layerOf(json: unknown): KerasLayer {
  const { class_name: className, config } = json as { class_name: string; config: Record<string, unknown> }
  return { className, name: String(config.name), config }
}

/** Layers that are not there when a network answers, or change nothing. */
export const PASSED_OVER: ReadonlySet<string> = new Set([
  'InputLayer',
  'Dropout',
  'SpatialDropout1D',
  'GaussianNoise',
  'GaussianDropout',
  'NotEqual', // the mask of mask_zero, in Functional models
])

/** Pooling layers, by what they are called here. */
export const POOLING_LAYERS: Readonly<Record<string, ModelConfig['pooling']>> = {
  GlobalMaxPooling1D: 'max',
  GlobalAveragePooling1D: 'mean',
}

/** Recurrent layers; `Bidirectional` wraps one of them. */
export const RECURRENT_LAYERS: ReadonlySet<string> = new Set(['GRU', 'LSTM', 'SimpleRNN'])

/**
 * Refuses what no cell of textgate computes.
 *
 * @throws IMPORT_UNSUPPORTED naming the layer and its setting
 */
export function checkRecurrent({ className, name, config }: KerasLayer): void {
  const wanted: Record<string, unknown> = {
    activation: 'tanh',
    ...(className === 'SimpleRNN' ? {} : { recurrent_activation: 'sigmoid' }),
    ...(className === 'GRU' ? { reset_after: true } : {}),
  }
  for (const [setting, value] of Object.entries(wanted)) {
    if (config[setting] === value) continue
    throw importRefused(
      `layer ${name} (${className}) has ${setting}=${JSON.stringify(config[setting])}, and textgate computes ${JSON.stringify(value)} alone; train it with that`,
      { layer: name, setting },
    )
  }
}
