import { type ServableBundle, variantFile, withVariant } from '@textgate/core'
import { checkOrigin } from '../check-origin.ts'
import { filesOf } from '../encode-model.ts'
import type { BundleVerification } from '../verify-bundle.ts'
import { certifyQuantized, type QuantizationEvidence } from './export-quantized.ts'
import type { Quantization } from './quantization.ts'
import { quantizeWeights } from './quantize-weights.ts'

/**
 * Proves again what the certificate of a quantised variant says: that its file belongs to the bundle, and computes the network
 * with the bundle's weights as they are rounded for this form. How many answers the rounding changes is measured, and refused
 * only where `minAgreement` is given.
 *
 * @throws VARIANT_NOT_FOUND where the bundle has no such variant
 * @throws QUANTIZATION_TOO_COARSE, and all else that `verifyBundle` throws
 */
export async function verifyQuantized(
  bundle: ServableBundle,
  quantization: Quantization,
  evidence: QuantizationEvidence,
): Promise<BundleVerification> {
  const model = withVariant(bundle, quantization)
  const { certificate: recorded } = model
  const opset = checkOrigin(bundle, model.onnx, variantFile(quantization))
  const weights = quantizeWeights(bundle.weights, quantization)
  const { minAgreement = 0 } = evidence
  const certificate = await certifyQuantized(
    bundle,
    { quantization, weights },
    { ...filesOf(model), opset },
    { ...evidence, minAgreement },
  )
  return { certificate, sameInputs: certificate.inputsSha256 === recorded.inputsSha256 }
}
