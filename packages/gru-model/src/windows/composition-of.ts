import type { ModelConfig } from '@textgate/core'
import type { Composition } from './composition.ts'
import { hierarchical } from './hierarchical.ts'
import { joinedStates } from './joined-states.ts'

/** How a network makes one vector of all that its encoder gives of a text. A truncated text is one window. */
export function compositionOf({ longText }: ModelConfig): Composition {
  return longText === 'hierarchical' ? hierarchical : joinedStates
}
