import { answerRule, type Bundle } from '@textgate/core'
import { classifierGraph } from './classifier-graph.ts'
import type { ModelGraph } from './model-graph.ts'

/** The graph of a bundle's trained classifier; errors as of `classifierGraph`. */
export function classifierOf({ manifest, weights }: Bundle): ModelGraph {
  const { labels, config, vocabularySize, tokenizerFingerprint, versions } = manifest
  return classifierGraph(config.model, weights, {
    ...{ labels, vocabularySize, tokenizerFingerprint, versions },
    rule: answerRule(manifest),
  })
}
