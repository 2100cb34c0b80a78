import { readBundle, writeServableBundle } from '@textgate/core/node'
import type { Output } from '../output.ts'
import { closeness, comparedInputs, type EvidenceOptions, withEvidence } from '../with-evidence.ts'

/** Writes model.onnx into a bundle after proving that it answers like the trained model. */
export async function exportCommand(
  options: EvidenceOptions,
  output: Output,
  positional: readonly string[],
): Promise<void> {
  const [folder = ''] = positional
  const bundle = await readBundle(folder)
  const { exportOnnx } = await import('@textgate/onnx-export')
  const servable = await withEvidence({ folder, bundle, options }, output, (evidence) =>
    exportOnnx(bundle, evidence),
  )
  await writeServableBundle(folder, servable)
  const { certificate } = servable
  output.print(
    `wrote model.onnx into ${folder}; proved on ${comparedInputs(certificate)} inputs: ${closeness(certificate)}`,
  )
  output.print(`next: textgate serve ${folder}`)
  output.emit({ bundle: folder, bytes: servable.onnx.length, certificate })
}
