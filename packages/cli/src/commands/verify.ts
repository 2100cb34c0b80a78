import { readServableBundle } from '@textgate/core/node'
import { keyFile } from '../key-file.ts'
import type { Output } from '../output.ts'
import { closeness, comparedInputs, type EvidenceOptions, withEvidence } from '../with-evidence.ts'

export interface VerifyOptions extends EvidenceOptions {
  /** PEM file of the public key that must have signed the bundle. */
  readonly signedBy?: string
}

/** Checks the hashes of a bundle's files, and proves again that its model.onnx answers like its trained weights. */
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
  const { certificate, sameInputs } = await withEvidence({ folder, bundle, options }, output, (evidence) =>
    verifyBundle(bundle, evidence.ids),
  )
  output.print(
    `every file is as the manifest says${signedBy === undefined ? '' : `, which is signed by the key in ${signedBy}`}`,
  )
  output.print(
    `model.onnx answers like the trained weights on ${comparedInputs(certificate)} inputs, ${sameInputs ? 'those of its certificate' : 'others than those of its certificate'}: ${closeness(certificate)}`,
  )
  output.emit({ bundle: folder, sameInputs, certificate, recorded: bundle.certificate })
}
