import {
  answerRule,
  type Bundle,
  type ExportedModel,
  type NamedWeights,
  type ParityCertificate,
  type ProbabilityModel,
  type QuantizationRecord,
  TextgateError,
  variantFile,
} from '@textgate/core'
import { certify, type ParityEvidence } from '../certify.ts'
import { checkConfig } from '../check-config.ts'
import { checkWeights } from '../check-weights.ts'
import { recordedOf } from '../classifier-of.ts'
import { exportGraph, type UnprovedModel } from '../export-graph.ts'
import { PARITY_TOLERANCE } from '../verify-parity.ts'
import { checkQuantization } from './check-quantization.ts'
import { compareWithTrained } from './compare-with-trained.ts'
import type { Quantization } from './quantization.ts'
import { computedWeights, type QuantizedWeights, quantizeWeights } from './quantize-weights.ts'
import { quantizedGraph } from './quantized-graph.ts'

/** Share of real texts that a quantised model must answer as the trained one does, unless told otherwise. */
export const DEFAULT_MIN_AGREEMENT = 0.98

/**
 * Largest difference of a probability that passes for int8-bulk, whose states are rounded at every token. Wrong wiring shows in
 * larger ones; what the rounding costs on real texts is what `minAgreement` is for.
 */
export const BULK_TOLERANCE = 0.08

/** Largest difference of a probability that passes for a form. */
export function toleranceOf(quantization: Quantization): number {
  return quantization === 'int8-bulk' ? BULK_TOLERANCE : PARITY_TOLERANCE
}

/** With what a quantised model is compared. */
export interface QuantizationEvidence extends ParityEvidence {
  /** Opens the network of the bundle with other weights of the same names and shapes, for the time that they are used. */
  readonly withWeights: WithWeights
  /** Labels of each text by their numbers in the manifest, so that the change of accuracy is known. */
  readonly labels?: readonly (readonly number[])[] | undefined
  /** Share of the texts with the same answer that is demanded, in [0, 1]; 0.98 unless given. */
  readonly minAgreement?: number | undefined
}

/** Gives a network with these weights to `use`, and frees it when `use` is done. */
export type WithWeights = <T>(
  weights: NamedWeights,
  use: (model: ProbabilityModel) => Promise<T>,
) => Promise<T>

/**
 * Writes a trained classifier as ONNX in a smaller or faster form, and proves two things of the file: that it computes the
 * network with its rounded weights, within 1e-5 or for int8-bulk 0.08 of a probability, on all inputs of `exportOnnx`; and that
 * the rounding changes few answers to real texts. The certificate stands in the result and in the file's own metadata.
 *
 * @throws EXPORT_UNSUPPORTED naming a configuration that has no such form, and as `exportOnnx` does
 * @throws QUANTIZATION_TOO_COARSE where fewer texts than `minAgreement` are answered as by the trained model
 * @throws WEIGHTS_INVALID, PARITY_NEEDS_TEXTS, PARITY_FAILED, MODEL_FAILED as `exportOnnx` does
 */
export async function exportQuantized(
  bundle: Bundle,
  quantization: Quantization,
  evidence: QuantizationEvidence,
): Promise<ExportedModel> {
  const { labels, config, vocabularySize } = bundle.manifest
  checkConfig(config.model)
  checkQuantization(config.model, quantization)
  checkWeights(config.model, bundle.weights, { vocabularySize, classes: labels.length })
  const weights = quantizeWeights(bundle.weights, quantization)
  const graph = quantizedGraph(config.model, weights, recordedOf(bundle), quantization)
  const form = { quantization, weights }
  return exportGraph(graph, { file: variantFile(quantization) }, (model) =>
    certifyQuantized(bundle, form, model, evidence),
  )
}

/** Proves both for a file; errors as of `exportQuantized`. */
export async function certifyQuantized(
  bundle: Bundle,
  { quantization, weights }: { readonly quantization: Quantization; readonly weights: QuantizedWeights },
  model: UnprovedModel,
  evidence: QuantizationEvidence,
): Promise<ParityCertificate> {
  const { reference: trained, texts, labels, withWeights } = evidence
  const certificate = await withWeights(computedWeights(weights), (reference) =>
    certify(bundle, model, { reference, texts }, toleranceOf(quantization)),
  )
  const compared = await compareWithTrained({
    ...{ files: model, trained, texts, labels },
    classes: bundle.manifest.labels.length,
    rule: answerRule(bundle.manifest),
  })
  const record: QuantizationRecord = { mode: quantization, ...compared }
  checkAgreement(record, evidence.minAgreement ?? DEFAULT_MIN_AGREEMENT)
  return { ...certificate, quantization: record }
}

function checkAgreement(
  { mode, agreement, texts, largestDifference }: QuantizationRecord,
  least: number,
): void {
  if (agreement >= least) return
  const finer = mode === 'int8' ? '' : 'choose the finer form int8, '
  throw new TextgateError(
    'QUANTIZATION_TOO_COARSE',
    `${mode} answers ${percent(agreement)} of ${texts} real texts as the trained model does, where ${percent(least)} are demanded; ` +
      `${finer}pass texts like those that the model will see, or accept it with a lower --min-agreement`,
    { details: { mode, agreement, minAgreement: least, texts, largestDifference } },
  )
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`
}
