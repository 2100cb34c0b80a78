import { readServableBundle } from '@textgate/core/node'
import { keyFile } from '../key-file.ts'
import { type BackendChoice, openTrainedModel } from '../open-trained-model.ts'
import type { Output } from '../output.ts'
import { type RealTextsOptions, realTexts } from '../real-texts.ts'
import { segmenterFor } from '../segmenter-for.ts'

export interface VerifyOptions extends RealTextsOptions {
  /** PEM file of the public key that must have signed the bundle. */
  readonly signedBy?: string
  readonly backend: BackendChoice
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
  const { loadTokenizer } = await import('@textgate/tokenizer')
  const tokenizer = loadTokenizer(bundle.tokenizerJson, await segmenterFor(bundle.manifest.config.tokenizer))
  const { file, texts } = await realTexts(folder, bundle.manifest, options)
  output.note(`comparing the answers on ${texts.length} texts of ${file}`)
  const model = await openTrainedModel(bundle, options.backend, output)
  try {
    const { certificate, sameInputs } = await verifyBundle(bundle, {
      reference: model,
      texts: texts.map((text) => tokenizer.encodeIds(text)),
    })
    const compared = Object.values(certificate.texts).reduce((sum, count) => sum + count, 0)
    output.print(
      `every file is as the manifest says${signedBy === undefined ? '' : `, which is signed by the key in ${signedBy}`}`,
    )
    output.print(
      `model.onnx answers like the trained weights on ${compared} inputs, ${sameInputs ? 'those of its certificate' : 'others than those of its certificate'}: largest difference ${certificate.largestDifference.toExponential(1)} (limit ${certificate.tolerance.toExponential(0)}), ${certificate.labelChanges} labels changed`,
    )
    output.emit({ bundle: folder, sameInputs, certificate, recorded: bundle.certificate })
  } finally {
    model.dispose()
  }
}
