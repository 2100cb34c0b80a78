import {
  BUNDLE_FILES,
  type BundleManifest,
  externalDataFile,
  parseManifest,
  sha256Hex,
  TextgateError,
  variantFile,
} from '@textgate/core'

/** What of a bundle a browser needs: the trained weights are not among it. */
export interface FetchedBundle {
  readonly manifest: BundleManifest
  /** The text of `tokenizer.json`. */
  readonly tokenizerJson: string
  readonly onnx: Uint8Array
  /** Weights in a file beside the model's, where there is one. */
  readonly externalData?: { readonly path: string; readonly data: Uint8Array } | undefined
}

/**
 * Fetches a bundle folder that is served as files, and checks their sizes and hashes.
 *
 * @param folder - address of the folder, with a slash at its end
 * @param variant - which form of the exported model, e.g. `int8`; model.onnx unless given
 * @throws BUNDLE_NOT_FOUND, BUNDLE_NOT_EXPORTED, VARIANT_NOT_FOUND, BUNDLE_FILE_MISSING, BUNDLE_FILE_TAMPERED, and what
 * `parseManifest` throws
 */
export async function fetchBundle(folder: string, variant?: string): Promise<FetchedBundle> {
  const manifest = await fetchManifest(folder)
  const model = variant === undefined ? BUNDLE_FILES.onnx : variantFile(variant)
  if (!manifest.files[model]) {
    const code = variant === undefined ? 'BUNDLE_NOT_EXPORTED' : 'VARIANT_NOT_FOUND'
    throw new TextgateError(
      code,
      `${folder} lists no ${model}; run \`textgate export\` and copy the bundle again`,
    )
  }
  const fetchChecked = async (name: string): Promise<Uint8Array> => {
    const bytes = await fetchFile(folder, name, 'BUNDLE_FILE_MISSING')
    const record = manifest.files[name]
    if (record?.bytes === bytes.length && record.sha256 === sha256Hex(bytes)) return bytes
    throw new TextgateError(
      'BUNDLE_FILE_TAMPERED',
      `${folder}${name} differs from the SHA-256 in ${BUNDLE_FILES.manifest}; copy the bundle again`,
    )
  }
  const path = externalDataFile(model)
  const [tokenizer, onnx, data] = await Promise.all([
    fetchChecked(BUNDLE_FILES.tokenizer),
    fetchChecked(model),
    manifest.files[path] ? fetchChecked(path) : undefined,
  ])
  return { manifest, tokenizerJson: decoded(tokenizer), onnx, externalData: data && { path, data } }
}

/** The manifest of a bundle folder. */
export async function fetchManifest(folder: string): Promise<BundleManifest> {
  return parseManifest(
    JSON.parse(decoded(await fetchFile(folder, BUNDLE_FILES.manifest, 'BUNDLE_NOT_FOUND'))),
  )
}

async function fetchFile(
  folder: string,
  name: string,
  code: 'BUNDLE_NOT_FOUND' | 'BUNDLE_FILE_MISSING',
): Promise<Uint8Array> {
  const url = new URL(name, folder)
  const response = await fetch(url)
  if (response.ok) return new Uint8Array(await response.arrayBuffer())
  throw new TextgateError(
    code,
    `${url} cannot be fetched: HTTP ${response.status}; serve the whole bundle folder there`,
  )
}

function decoded(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes)
}
