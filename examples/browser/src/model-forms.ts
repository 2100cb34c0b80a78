import type { BundleManifest } from '@textgate/core'
import type { ModelCard, ModelSummary } from '../../../packages/serve/page/client/model-client.ts'

/** `model.onnx`, whose weights are as trained. */
const TRAINED = 'float32'

/** A bundle as the page lists it: the forms of its model stand where a server has versions. */
export function summaryOf(name: string, manifest: BundleManifest): ModelSummary {
  // Other variants read texts themselves.
  const rounded = Object.entries(manifest.variants ?? {}).filter(
    ([, certificate]) => certificate.quantization,
  )
  const versions = [TRAINED, ...rounded.map(([variant]) => variant)]
  return { name, versions, defaultVersion: TRAINED, kind: 'text' }
}

/** The variant that a version stands for; undefined for model.onnx. */
export function variantOf(version: string | undefined): string | undefined {
  return version === TRAINED ? undefined : version
}

/** What the manifest says of a form. */
export function cardOf(name: string, variant: string | undefined, manifest: BundleManifest): ModelCard {
  const { labels, config, metrics, training, answers, variants } = manifest
  const certificate = variant === undefined ? manifest.certificate : variants?.[variant]
  const { head, encoder } = config.model
  const version = variant ?? TRAINED
  return {
    name,
    version,
    kind: 'text',
    labels,
    head,
    encoder,
    metrics,
    training,
    ...(answers && { answers }),
    ...(certificate && { certificate }),
  }
}
