import { BUNDLE_FILES, type ParityCertificate, type ServableBundle } from '@textgate/core'
import { certify, type ParityEvidence } from './certify.ts'
import { checkOrigin } from './check-origin.ts'
import { filesOf } from './encode-model.ts'

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
  const opset = checkOrigin(bundle, bundle.onnx, BUNDLE_FILES.onnx)
  const certificate = await certify(bundle, { ...filesOf(bundle), opset }, evidence)
  return { certificate, sameInputs: certificate.inputsSha256 === bundle.certificate.inputsSha256 }
}
