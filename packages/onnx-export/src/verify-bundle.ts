import { ONNX_METADATA, type ParityCertificate, type ServableBundle, TextgateError } from '@textgate/core'
import { certify, type ParityEvidence } from './certify.ts'
import { inspectModel } from './inspect-model.ts'

/** What `verifyBundle` found. */
export interface BundleVerification {
  /** Of the comparison that was made now. */
  readonly certificate: ParityCertificate
  /** Whether the same inputs were compared as for the certificate in the bundle, to the bit. */
  readonly sameInputs: boolean
}

/**
 * Proves again what a bundle's certificate says: that its file belongs to it, and answers like its trained weights.
 *
 * @throws PARITY_FAILED where labels or tokenizer in the file's metadata are not the bundle's, or as `verifyParity`
 * @throws ONNX_INVALID, PARITY_NEEDS_TEXTS, MODEL_FAILED as `inspectModel` and `verifyParity`
 */
export async function verifyBundle(
  bundle: ServableBundle,
  evidence: ParityEvidence,
): Promise<BundleVerification> {
  const { onnx, manifest } = bundle
  const { metadata, opsets } = inspectModel(onnx)
  const belongs = {
    labels: metadata[ONNX_METADATA.labels] === JSON.stringify(manifest.labels),
    tokenizer: metadata[ONNX_METADATA.tokenizerFingerprint] === manifest.tokenizerFingerprint,
  }
  for (const [what, isSame] of Object.entries(belongs)) {
    if (isSame) continue
    throw new TextgateError(
      'PARITY_FAILED',
      `model.onnx was written with another ${what} than the manifest has; run textgate export again`,
      { details: { what } },
    )
  }
  const certificate = await certify(bundle, { onnx, opset: opsets['ai.onnx'] ?? 0 }, evidence)
  return { certificate, sameInputs: certificate.inputsSha256 === bundle.certificate.inputsSha256 }
}
