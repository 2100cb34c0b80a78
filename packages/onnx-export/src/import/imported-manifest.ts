import {
  BUNDLE_FORMAT_VERSION,
  type Bundle,
  type BundleManifest,
  isTextgateError,
  ONNX_METADATA,
  parseManifest,
} from '@textgate/core'
import type { ModelDescription } from '../inspect-model.ts'
import { importRefused } from './import-refused.ts'

/** A manifest but for what the weights tell. */
type Facts = Omit<Bundle['manifest'], 'vocabularySize'>

/**
 * What the metadata of an exported file say of its bundle; its figures on data stand nowhere in it.
 *
 * @throws IMPORT_UNSUPPORTED for a file of another program, one of before the configuration was kept, or broken metadata
 */
export function importedManifest({ metadata, producer }: ModelDescription): Facts {
  checkOrigin(metadata, producer.name)
  const json = (key: string): unknown => parsed(key, metadata[key])
  const thresholds = json(ONNX_METADATA.thresholds)
  const unknown = json(ONNX_METADATA.unknown)
  const manifest = checked({
    formatVersion: BUNDLE_FORMAT_VERSION,
    labels: json(ONNX_METADATA.labels),
    config: json(ONNX_METADATA.config),
    vocabularySize: 2, // known when the weights are
    tokenizerFingerprint: metadata[ONNX_METADATA.tokenizerFingerprint],
    metrics: {},
    versions: json(ONNX_METADATA.versions),
    training: json(ONNX_METADATA.training),
    calibration: json(ONNX_METADATA.calibration),
    ...(thresholds || unknown ? { answers: { thresholds, unknown } } : {}),
    files: {},
  })
  const { files: _, vocabularySize: _later, ...facts } = manifest
  return facts
}

function checkOrigin(metadata: ModelDescription['metadata'], producer: string): void {
  if (metadata[ONNX_METADATA.labels] === undefined) {
    throw importRefused(
      `it was written by ${producer === '' ? 'another program' : producer} and lacks ${ONNX_METADATA.labels}; name a model.onnx that textgate export wrote, or import the weights of torch or Keras with --from`,
      { producer },
    )
  }
  if (metadata[ONNX_METADATA.config] === undefined) {
    throw importRefused(
      `it lacks ${ONNX_METADATA.config}, which older versions of textgate did not write; export its bundle again with this version`,
      { key: ONNX_METADATA.config },
    )
  }
}

function parsed(key: string, text: string | undefined): unknown {
  if (text === undefined) return undefined
  try {
    return JSON.parse(text)
  } catch {
    throw importRefused(`its metadata ${key} is no JSON; export its bundle again`, { key })
  }
}

/** By the rules of `manifest.json`. */
function checked(json: unknown): BundleManifest {
  try {
    return parseManifest(json)
  } catch (cause) {
    if (!isTextgateError(cause)) throw cause
    throw importRefused(`its metadata is not what a bundle needs (${cause.message})`, cause.details)
  }
}
