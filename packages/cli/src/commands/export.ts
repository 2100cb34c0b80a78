import { existsSync } from 'node:fs'
import { join } from 'node:path'
import {
  BUNDLE_FILES,
  type Bundle,
  type ExportedModel,
  type ServableBundle,
  variantFile,
} from '@textgate/core'
import { readBundle, writeServableBundle } from '@textgate/core/node'
import type { Quantization } from '@textgate/onnx-export'
import { type LayoutOptions, writeLayout } from '../layout/write-layout.ts'
import type { Output } from '../output.ts'
import { parseQuantizations } from '../parse-quantizations.ts'
import { quantizationLine } from '../quantization-line.ts'
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
  /** Names of quantised forms, with commas, that are written too. */
  readonly quantize?: string
  /** Share of real texts that each of them must answer as the trained model does. */
  readonly minAgreement?: number
}

/** What an export has made. */
interface Made {
  readonly servable: ServableBundle
  /** Names of files and the models in them that are new. */
  readonly fresh: readonly (readonly [file: string, model: ExportedModel])[]
}

/**
 * Writes model.onnx into a bundle after proving that it answers like the trained model; and its variants. Where quantised forms
 * alone are wanted, a model.onnx that is there stays. With a layout it lays out what was exported before.
 */
export async function exportCommand(
  options: ExportOptions,
  output: Output,
  positional: readonly string[],
): Promise<void> {
  const [folder = ''] = positional
  const { layout, ...layoutOptions } = options
  if (layout !== undefined) return writeLayout(folder, { layout, ...layoutOptions }, output)
  const quantizations = await parseQuantizations(options.quantize)
  const bundle = await readBundle(folder)
  const { servable, fresh } = await withEvidence({ folder, bundle, options }, output, (evidence) =>
    exported(bundle, evidence, { ...options, quantizations }, output),
  )
  const wasSigned = existsSync(join(folder, BUNDLE_FILES.signature))
  await writeServableBundle(folder, servable)
  const { onnx, certificate, variants = {} } = servable
  for (const [file, model] of fresh) {
    const beside = model.externalData ? ` and ${model.externalData.file}` : ''
    output.print(
      `wrote ${file}${beside} into ${folder}; proved on ${comparedInputs(model.certificate)} inputs: ${closeness(model.certificate)}`,
    )
    if (model.certificate.quantization) output.print(quantizationLine(model, onnx.length))
  }
  if (wasSigned) {
    output.print(
      `${folder} is not signed any more: its signature was of the files before; sign it again with: textgate sign ${folder} --key FILE`,
    )
  }
  output.print(`next: textgate serve ${folder}`)
  const written = Object.entries(variants).map(([name, variant]) => [
    name,
    { file: variantFile(name), bytes: variant.onnx.length, certificate: variant.certificate },
  ])
  output.emit({ bundle: folder, bytes: onnx.length, certificate, variants: Object.fromEntries(written) })
}

async function exported(
  bundle: Bundle | ServableBundle,
  evidence: Evidence,
  options: ExportOptions & { readonly quantizations: readonly Quantization[] },
  output: Output,
): Promise<Made> {
  const { exportOnnx, exportQuantized, exportText, textVariant } = await import('@textgate/onnx-export')
  const { text, topK, attention = false, quantizations, minAgreement } = options
  const variants: Record<string, ExportedModel> = {}
  const textOptions = { attention, ...(topK === undefined ? {} : { topK }) }
  // First what may be refused for its settings, before minutes go into the rest.
  if (text) variants[textVariant()] = await exportText(bundle, evidence.texts, textOptions)
  const stays = 'onnx' in bundle && quantizations.length > 0 && !text
  const plain = stays ? bundle : await exportOnnx(bundle, evidence.ids)
  for (const quantization of quantizations) {
    output.note(`proving ${variantFile(quantization)}`)
    const made = await exportQuantized(bundle, quantization, { ...evidence.ids, minAgreement })
    variants[quantization] = made
    if (!text) continue
    const record = made.certificate.quantization
    const quantized = { quantization, withWeights: evidence.ids.withWeights, record }
    const name = textVariant(quantization)
    output.note(`proving ${variantFile(name)}`)
    variants[name] = await exportText(bundle, evidence.texts, { ...textOptions, quantized })
  }
  return {
    servable: { ...plain, variants: { ...plain.variants, ...variants } },
    fresh: [
      ...(stays ? [] : [[BUNDLE_FILES.onnx, plain] as const]),
      ...Object.entries(variants).map(([name, model]) => [variantFile(name), model] as const),
    ],
  }
}
