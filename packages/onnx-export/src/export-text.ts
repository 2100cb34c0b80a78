import {
  answerRule,
  type Bundle,
  type ExportedModel,
  type ParityCertificate,
  type ProbabilityModel,
  type QuantizationRecord,
  type Tokenizer,
  variantFile,
} from '@textgate/core'
import { classifierOf, recordedOf } from './classifier-of.ts'
import { exportGraph, type UnprovedModel } from './export-graph.ts'
import type { ModelGraph } from './model-graph.ts'
import { portableTokenizer } from './portable-tokenizer.ts'
import { toleranceOf, type WithWeights } from './quantization/export-quantized.ts'
import type { Quantization } from './quantization/quantization.ts'
import { computedWeights, quantizeWeights } from './quantization/quantize-weights.ts'
import { quantizedGraph } from './quantization/quantized-graph.ts'
import { textGraph } from './text-graph.ts'
import { textVariant } from './text-variant.ts'
import { verifyText } from './verify-text.ts'

/** Labels that `top_labels` names unless told. */
export const DEFAULT_TOP_K = 5

/** What an exported model that reads texts is compared with. */
export interface TextEvidence {
  /** The trained model that the bundle was made of. */
  readonly reference: ProbabilityModel
  /** The bundle's tokenizer. */
  readonly tokenizer: Pick<Tokenizer, 'encodeIds'>
  /** Real texts; up to 1,000 are compared. */
  readonly texts: readonly string[]
}

/** How the file is written. */
export interface ExportTextOptions {
  /** Labels that `top_labels` names, at least 1; 5 unless given, and never more than there are. */
  readonly topK?: number
  /** Also give out tokens and the attention that they get; not unless given. */
  readonly attention?: boolean
  /** The form of the network; float32 unless given. */
  readonly quantized?: QuantizedNetwork | undefined
}

/** A quantised form that `exportQuantized` has proved. */
export interface QuantizedNetwork {
  readonly quantization: Quantization
  readonly withWeights: WithWeights
  /** How it compares with the trained model, for the certificate. */
  readonly record: QuantizationRecord | undefined
}

/**
 * Writes a trained classifier as one ONNX file that takes texts and gives names of labels (`ONNX_TEXT_INTERFACE`), of operators
 * that every build of ONNX Runtime has, and proves that it finds the ids of the bundle's tokenizer and answers like the trained
 * model, or the network with rounded weights where a quantised form is wanted; without the proof there is no result. The
 * certificate stands in the result and in the file's own metadata.
 *
 * The tokenizer must be of normalization `portable` and mode words or characters. ONNX Runtime's bindings for some languages
 * end a text at a NUL character; put a blank there before.
 *
 * @throws EXPORT_UNSUPPORTED naming a setting of tokenizer or model that has no operators, and what comes nearest
 * @throws WEIGHTS_INVALID as `exportOnnx`
 * @throws PARITY_NEEDS_TEXTS, PARITY_FAILED, MODEL_FAILED as `verifyText` says
 */
export async function exportText(
  bundle: Bundle,
  evidence: TextEvidence,
  { topK = DEFAULT_TOP_K, attention = false, quantized }: ExportTextOptions = {},
): Promise<ExportedModel> {
  const { labels, config } = bundle.manifest
  const tokenizer = portableTokenizer(bundle)
  const graph = textGraph(networkGraph(bundle, quantized?.quantization), {
    ...{ tokenizer, labels, head: config.model.head, topK: Math.min(topK, labels.length) },
    ...(attention ? { attentionOf: config.model } : {}),
  })
  const file = variantFile(textVariant(quantized?.quantization))
  return exportGraph(graph, { file }, (model) => certifyText(bundle, model, evidence, quantized))
}

/** Proves a file that reads texts; errors as of `verifyText`. */
export async function certifyText(
  bundle: Bundle,
  model: UnprovedModel,
  evidence: TextEvidence,
  quantized?: QuantizedNetwork,
): Promise<ParityCertificate> {
  const { labels, config } = bundle.manifest
  const facts = {
    ...{ ...evidence, ...model, labels, rule: answerRule(bundle.manifest) },
    maxLength: config.tokenizer.maxLength,
  }
  if (quantized === undefined) return verifyText(facts)
  const { quantization, withWeights, record } = quantized
  const weights = computedWeights(quantizeWeights(bundle.weights, quantization))
  const certificate = await withWeights(weights, (reference) =>
    verifyText({ ...facts, reference, tolerance: toleranceOf(quantization) }),
  )
  return { ...certificate, ...(record ? { quantization: record } : {}) }
}

function networkGraph(bundle: Bundle, quantization: Quantization | undefined): ModelGraph {
  if (quantization === undefined) return classifierOf(bundle)
  const weights = quantizeWeights(bundle.weights, quantization)
  return quantizedGraph(bundle.manifest.config.model, weights, recordedOf(bundle), quantization)
}
