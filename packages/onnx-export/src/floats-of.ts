import type { WeightLookup } from './check-weights.ts'
import type { Initializer } from './model-graph.ts'

/** A weight as a constant of the graph, not copied. */
export function floatsOf(name: string, weight: WeightLookup): Initializer {
  return { name, type: 'float', ...weight(name) }
}
