import type { ModelConfig } from '@textgate/core'

/** Columns of a pooled vector from those of the states that it is made of. */
export function pooledWidth(pooling: ModelConfig['pooling'], states: number): number {
  return pooling === 'max-mean' ? 2 * states : states
}
