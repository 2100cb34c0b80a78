import {
  answerRule,
  type Bundle,
  type ModelConfig,
  type ProbabilityModel,
  readsWindows,
  type ServableBundle,
} from '@textgate/core'
import { classifierGraph } from './classifier-graph.ts'
import { encodeModel } from './encode-model.ts'
import { verifyParity } from './verify-parity.ts'

/** What proves the export. */
export interface ExportOnnxOptions {
  /** The trained model that the bundle was made of. */
  readonly reference: ProbabilityModel
  /** Ids of real texts, each Int32Array [length], made by the bundle's tokenizer; up to 1,000 are compared. */
  readonly texts: readonly Int32Array[]
}

/**
 * Writes a trained classifier as ONNX and proves that the file answers like the trained model; without the proof there
 * is no result. The bundle itself is not changed.
 *
 * @throws EXPORT_UNSUPPORTED naming a configuration key that has no operators, or the largest tensor of a file over 2 GiB
 * @throws WEIGHTS_INVALID naming a weight that is missing, misshapen, not finite or without a place
 * @throws PARITY_NEEDS_TEXTS, PARITY_FAILED, MODEL_FAILED as `verifyParity` says
 */
export async function exportOnnx(bundle: Bundle, options: ExportOnnxOptions): Promise<ServableBundle> {
  const { labels, config, vocabularySize, tokenizerFingerprint, versions } = bundle.manifest
  const rule = answerRule(bundle.manifest)
  const graph = classifierGraph(config.model, bundle.weights, {
    labels,
    vocabularySize,
    tokenizerFingerprint,
    thresholds: rule.thresholds,
    versions,
  })
  const onnx = encodeModel(graph)
  const certificate = await verifyParity({
    onnx,
    reference: options.reference,
    texts: options.texts,
    vocabularySize,
    maxLength: config.tokenizer.maxLength,
    windowEdges: readsWindows(config.model) ? windowEdges(config.model) : [],
    classes: labels.length,
    rule,
    opset: graph.opset,
  })
  return { ...bundle, onnx, certificate }
}

/** The lengths that just fill one and two windows, and one token more. */
function windowEdges({ windowLength, windowOverlap }: ModelConfig): number[] {
  const two = 2 * windowLength - windowOverlap
  return [windowLength, windowLength + 1, two, two + 1]
}
