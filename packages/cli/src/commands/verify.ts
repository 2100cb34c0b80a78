import { BUNDLE_FILES, type ServableBundle, variantFile } from '@textgate/core'
import { readServableBundle } from '@textgate/core/node'
import type { BundleVerification } from '@textgate/onnx-export'
import { keyFile } from '../key-file.ts'
import type { Output } from '../output.ts'
import { besideTrained } from '../quantization-line.ts'
import {
  closeness,
  comparedInputs,
  type Evidence,
  type EvidenceOptions,
  withEvidence,
} from '../with-evidence.ts'

export interface VerifyOptions extends EvidenceOptions {
  /** PEM file of the public key that must have signed the bundle. */
  readonly signedBy?: string
}

/**
 * Checks the hashes of a bundle's files, and proves again that its model.onnx answers like its trained weights, and each variant
 * like them, or like these weights rounded.
 */
export async function verifyCommand(
  options: VerifyOptions,
  output: Output,
  positional: readonly string[],
): Promise<void> {
  const [folder = ''] = positional
  const { signedBy } = options
  const bundle = await readServableBundle(
    folder,
    signedBy === undefined ? {} : { signedBy: await keyFile(signedBy) },
  )
  const { verifyBundle } = await import('@textgate/onnx-export')
  const { plain, variants } = await withEvidence({ folder, bundle, options }, output, async (evidence) => ({
    plain: await verifyBundle(bundle, evidence.ids),
    variants: await verifyVariants(bundle, evidence),
  }))
  output.print(
    `every file is as the manifest says${signedBy === undefined ? '' : `, which is signed by the key in ${signedBy}`}`,
  )
  output.print(verified(BUNDLE_FILES.onnx, 'the trained weights', plain))
  for (const [name, found] of Object.entries(variants)) {
    const { quantization } = found.certificate
    const weights = quantization ? 'the rounded weights' : 'the trained weights'
    output.print(verified(variantFile(name), weights, found))
    if (quantization) output.print(`  beside the trained model ${besideTrained(quantization)}`)
  }
  output.emit({
    bundle: folder,
    ...{ sameInputs: plain.sameInputs, certificate: plain.certificate, recorded: bundle.certificate },
    ...(Object.keys(variants).length === 0 ? {} : { variants }),
  })
}

async function verifyVariants(
  bundle: ServableBundle,
  { ids, texts }: Evidence,
): Promise<Record<string, BundleVerification>> {
  const { formOfTextVariant, isQuantization, verifyQuantized, verifyTextVariant } = await import(
    '@textgate/onnx-export'
  )
  const found: Record<string, BundleVerification> = {}
  for (const name of Object.keys(bundle.variants ?? {})) {
    if (isQuantization(name)) found[name] = await verifyQuantized(bundle, name, ids)
    else if (formOfTextVariant(name) !== undefined) {
      found[name] = await verifyTextVariant(bundle, name, { ...texts, withWeights: ids.withWeights })
    }
  }
  return found
}

function verified(file: string, weights: string, { certificate, sameInputs }: BundleVerification): string {
  return `${file} answers like ${weights} on ${comparedInputs(certificate)} inputs, ${sameInputs ? 'those of its certificate' : 'others than those of its certificate'}: ${closeness(certificate)}`
}
