import type { ModelConfig } from '@textgate/core'
import { type Dropout, NO_DROPOUT, seedOfPlace } from './dropout.ts'

/** Where dropout applies: `embedding` and `layer` to the input of a layer, `pooled` to the pooled vector. */
export type DropoutPlace = keyof ModelConfig['dropout']

/** The dropout of a place in one pass; of `layer`, there is one for each layer but the first, by its number. */
export type DropoutOf = (place: DropoutPlace, index?: number) => Dropout

/**
 * The dropout of each place in one pass.
 *
 * @param training - false: none
 * @param dropoutSeed - of the pass
 * @throws TypeError when training with dropout and without a seed
 */
export function dropoutOf(
  { dropout }: ModelConfig,
  { training, dropoutSeed }: { readonly training: boolean; readonly dropoutSeed?: number },
): DropoutOf {
  if (!training || Object.values(dropout).every((rate) => rate === 0)) return () => NO_DROPOUT
  if (dropoutSeed === undefined) {
    throw new TypeError('forward: training with dropout needs a dropoutSeed, a new one for each step')
  }
  return (place, index = 0) => {
    const rate = dropout[place]
    return rate === 0 ? NO_DROPOUT : { rate, seed: seedOfPlace(dropoutSeed, `${place}.${index}`) }
  }
}
