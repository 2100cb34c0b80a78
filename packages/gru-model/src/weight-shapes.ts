import type { ModelConfig } from '@textgate/core'
import { branchesOf } from './branches/branches-of.ts'
import type { ModelSizes } from './network.ts'

/** Every weight of a model with its shape, in the order of the data flow. */
export function weightShapes(config: ModelConfig, sizes: ModelSizes): Map<string, readonly number[]> {
  return new Map(branchesOf({ config, sizes }).flatMap(({ weightShapes }) => [...weightShapes]))
}
