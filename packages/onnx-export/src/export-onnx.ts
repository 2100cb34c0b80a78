import { BUNDLE_FILES, type Bundle, type ServableBundle } from '@textgate/core'
import { certify, type ParityEvidence } from './certify.ts'
import { classifierOf } from './classifier-of.ts'
import { exportGraph } from './export-graph.ts'

/** How the file is written. */
export interface ExportOnnxOptions {
  /** Bytes from which on weights go to a file beside the model's, at least 1; 2 GiB, protobuf's limit, unless given. */
  readonly maximumBytes?: number
}

/**
 * Writes a trained classifier as ONNX and proves that the file answers like the trained model; without the proof there
 * is no result. The certificate stands in the result and in the file's own metadata. The bundle itself is not changed.
 *
 * @throws EXPORT_UNSUPPORTED naming a configuration key that has no operators
 * @throws WEIGHTS_INVALID naming a weight that is missing, misshapen, not finite or without a place
 * @throws PARITY_NEEDS_TEXTS, PARITY_FAILED, MODEL_FAILED as `verifyParity` says
 */
export async function exportOnnx(
  bundle: Bundle,
  evidence: ParityEvidence,
  { maximumBytes }: ExportOnnxOptions = {},
): Promise<ServableBundle> {
  const place = { file: BUNDLE_FILES.onnx, maximumBytes }
  const model = await exportGraph(classifierOf(bundle), place, (files) => certify(bundle, files, evidence))
  // Data beside the model of an earlier export are not this one's.
  return { ...bundle, externalData: undefined, ...model }
}
