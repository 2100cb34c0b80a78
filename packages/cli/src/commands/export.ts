import { readBundle, writeServableBundle } from '@textgate/core/node'
import { type BackendChoice, openTrainedModel } from '../open-trained-model.ts'
import type { Output } from '../output.ts'
import { type RealTextsOptions, realTexts } from '../real-texts.ts'
import { segmenterFor } from '../segmenter-for.ts'

export interface ExportOptions extends RealTextsOptions {
  readonly backend: BackendChoice
}

/** Writes model.onnx into a bundle after proving that it answers like the trained model. */
export async function exportCommand(
  options: ExportOptions,
  output: Output,
  positional: readonly string[],
): Promise<void> {
  const [folder = ''] = positional
  const bundle = await readBundle(folder)
  const { config } = bundle.manifest
  const { exportOnnx } = await import('@textgate/onnx-export')
  const { loadTokenizer } = await import('@textgate/tokenizer')
  const tokenizer = loadTokenizer(bundle.tokenizerJson, await segmenterFor(config.tokenizer))

  const { file, texts } = await realTexts(folder, bundle.manifest, options)
  output.note(`comparing the answers on ${texts.length} texts of ${file}`)
  const model = await openTrainedModel(bundle, options.backend, output)
  try {
    const servable = await exportOnnx(bundle, {
      reference: model,
      texts: texts.map((text) => tokenizer.encodeIds(text)),
    })
    await writeServableBundle(folder, servable)
    const { certificate } = servable
    const compared = Object.values(certificate.texts).reduce((sum, count) => sum + count, 0)
    output.print(
      `wrote model.onnx into ${folder}; proved on ${compared} inputs: largest difference ${certificate.largestDifference.toExponential(1)} (limit ${certificate.tolerance.toExponential(0)}), ${certificate.labelChanges} labels changed`,
    )
    output.print(`next: textgate serve ${folder}`)
    output.emit({ bundle: folder, bytes: servable.onnx.length, certificate })
  } finally {
    model.dispose()
  }
}
