import { type ModelConfig, TextgateError } from '@textgate/core'
import { encoderParameters } from './parameter-counts.ts'

/** Largest `model.hiddenSize` of a configuration. */
const LARGEST = 4096
/** How far from the wanted number an encoder's parameters may be, as a share of it. */
const TOLERANCE = 0.02

/**
 * The hidden size with which a model's encoder has the wanted number of parameters, or the nearest to it.
 *
 * @param model - its encoder is no `linear`
 * @throws CONFIG_INVALID where the nearest is more than 2 % away: sizes of small encoders are far apart, and 4096 is the largest
 */
export function matchingHiddenSize(model: ModelConfig, wanted: number): number {
  const parametersOf = (hiddenSize: number): number => encoderParameters({ ...model, hiddenSize })
  const distance = (hiddenSize: number): number => Math.abs(parametersOf(hiddenSize) - wanted)
  let low = 1
  let high = LARGEST
  while (low < high) {
    const middle = (low + high) >> 1
    if (parametersOf(middle) < wanted) low = middle + 1
    else high = middle
  }
  const nearest = low > 1 && distance(low - 1) < distance(low) ? low - 1 : low
  if (distance(nearest) <= TOLERANCE * wanted) return nearest
  const wayOut = nearest === LARGEST ? 'lower model.hiddenSize or model.layers' : 'raise model.hiddenSize'
  throw new TextgateError(
    'CONFIG_INVALID',
    `no hidden size gives encoder ${model.encoder} within 2 % of the GRU's ${wanted} parameters, the nearest are ${parametersOf(nearest)} (hidden size ${nearest}); ${wayOut}`,
    { details: { key: 'model.hiddenSize', encoder: model.encoder, wanted } },
  )
}
