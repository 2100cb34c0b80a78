import { answerRule, type Bundle } from '@textgate/core'
import { type ClassifierGraphOptions, classifierGraph } from './classifier-graph.ts'
import type { ModelGraph } from './model-graph.ts'

/** The graph of a bundle's trained classifier; errors as of `classifierGraph`. */
export function classifierOf(bundle: Pick<Bundle, 'manifest' | 'weights'>): ModelGraph {
  return classifierGraph(bundle.manifest.config.model, bundle.weights, recordedOf(bundle))
}

/** What the graph of a bundle records beside the network. */
export function recordedOf({ manifest }: Pick<Bundle, 'manifest'>): ClassifierGraphOptions {
  return { ...manifest, rule: answerRule(manifest), unknown: manifest.answers?.unknown }
}
