import { answerRule, type Bundle } from '@textgate/core'
import { classifierGraph } from './classifier-graph.ts'
import type { ModelGraph } from './model-graph.ts'

/** The graph of a bundle's trained classifier; errors as of `classifierGraph`. */
export function classifierOf({ manifest, weights }: Pick<Bundle, 'manifest' | 'weights'>): ModelGraph {
  return classifierGraph(manifest.config.model, weights, {
    ...manifest,
    rule: answerRule(manifest),
    unknown: manifest.answers?.unknown,
  })
}
