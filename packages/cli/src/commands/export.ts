import { type Bundle, type ExportedModel, type ServableBundle, variantFile } from '@textgate/core'
import { readBundle, writeServableBundle } from '@textgate/core/node'
import { type LayoutOptions, TEXT_VARIANT, writeLayout } from '../layout/write-layout.ts'
import type { Output } from '../output.ts'
import {
  closeness,
  comparedInputs,
  type Evidence,
  type EvidenceOptions,
  withEvidence,
} from '../with-evidence.ts'

export interface ExportOptions extends EvidenceOptions, Partial<LayoutOptions> {
  /** Also write a file that reads texts. */
  readonly text?: boolean
  /** Labels that it names. */
  readonly topK?: number
  /** Whether it gives out tokens and their attention. */
  readonly attention?: boolean
}

/**
 * Writes model.onnx into a bundle after proving that it answers like the trained model; and its variants. With a layout it lays
 * out what was exported before.
 */
export async function exportCommand(
  options: ExportOptions,
  output: Output,
  positional: readonly string[],
): Promise<void> {
  const [folder = ''] = positional
  const { layout, ...layoutOptions } = options
  if (layout !== undefined) return writeLayout(folder, { layout, ...layoutOptions }, output)
  const bundle = await readBundle(folder)
  const servable = await withEvidence({ folder, bundle, options }, output, (evidence) =>
    exported(bundle, evidence, options),
  )
  await writeServableBundle(folder, servable)
  const { onnx, certificate, variants = {} } = servable
  const report = (file: string, { certificate: proof }: Pick<ExportedModel, 'certificate'>): void =>
    output.print(
      `wrote ${file} into ${folder}; proved on ${comparedInputs(proof)} inputs: ${closeness(proof)}`,
    )
  report('model.onnx', servable)
  if (options.text && variants[TEXT_VARIANT]) report(variantFile(TEXT_VARIANT), variants[TEXT_VARIANT])
  output.print(`next: textgate serve ${folder}`)
  const written = Object.entries(variants).map(([name, variant]) => [
    name,
    { file: variantFile(name), bytes: variant.onnx.length, certificate: variant.certificate },
  ])
  output.emit({ bundle: folder, bytes: onnx.length, certificate, variants: Object.fromEntries(written) })
}

async function exported(
  bundle: Bundle,
  evidence: Evidence,
  { text, topK, attention = false }: ExportOptions,
): Promise<ServableBundle> {
  const { exportOnnx, exportText } = await import('@textgate/onnx-export')
  const variants: Record<string, ExportedModel> = {}
  // First what may be refused for its settings, before minutes go into the rest.
  if (text) {
    variants[TEXT_VARIANT] = await exportText(bundle, evidence.texts, {
      attention,
      ...(topK === undefined ? {} : { topK }),
    })
  }
  const servable = await exportOnnx(bundle, evidence.ids)
  return { ...servable, variants: { ...servable.variants, ...variants } }
}
