import { type ServableBundle, variantFile, withVariant } from '@textgate/core'
import { checkOrigin } from './check-origin.ts'
import { filesOf } from './encode-model.ts'
import { certifyText, type TextEvidence } from './export-text.ts'
import type { WithWeights } from './quantization/export-quantized.ts'
import { formOfTextVariant } from './text-variant.ts'
import type { BundleVerification } from './verify-bundle.ts'

/**
 * Proves again what the certificate of a variant that reads texts says: that its file belongs to the bundle, finds the ids of
 * the tokenizer, and answers like the trained weights, or as they are rounded for its form.
 *
 * @param variant - its name, `text` or `text-int8` and the like
 * @throws VARIANT_NOT_FOUND where the bundle has no such variant; all else that `exportText` throws
 */
export async function verifyTextVariant(
  bundle: ServableBundle,
  variant: string,
  evidence: TextEvidence & { readonly withWeights: WithWeights },
): Promise<BundleVerification> {
  const model = withVariant(bundle, variant)
  const { certificate: recorded } = model
  const opset = checkOrigin(bundle, model.onnx, variantFile(variant))
  const form = formOfTextVariant(variant)
  const quantized =
    form === undefined || form === 'plain'
      ? undefined
      : { quantization: form, withWeights: evidence.withWeights, record: recorded.quantization }
  const certificate = await certifyText(bundle, { ...filesOf(model), opset }, evidence, quantized)
  return { certificate, sameInputs: certificate.inputsSha256 === recorded.inputsSha256 }
}
