import {
  BUNDLE_FILES,
  type BundleManifest,
  externalDataFile,
  parseManifest,
  sha256Hex,
  TextgateError,
} from '@textgate/core'

/** What of a bundle a browser needs: neither the trained weights nor other forms of the model. */
export interface FetchedBundle {
  readonly manifest: BundleManifest
  /** The text of `tokenizer.json`. */
  readonly tokenizerJson: string
  readonly onnx: Uint8Array
  /** `model.onnx.data`, where there is one. */
  readonly externalData?: Uint8Array | undefined
}

/**
 * Fetches a bundle folder that is served as files, and checks their hashes.
 *
 * @param folder - address of the folder, with a slash at its end
 * @throws BUNDLE_NOT_FOUND, BUNDLE_NOT_EXPORTED, BUNDLE_FILE_MISSING, BUNDLE_FILE_TAMPERED, and what `parseManifest` throws
 */
export async function fetchBundle(folder: string): Promise<FetchedBundle> {
  const manifest = parseManifest(
    JSON.parse(decoded(await fetchFile(folder, BUNDLE_FILES.manifest, 'BUNDLE_NOT_FOUND'))),
  )
  if (!manifest.files[BUNDLE_FILES.onnx]) {
    throw new TextgateError(
      'BUNDLE_NOT_EXPORTED',
      `${folder} has no ${BUNDLE_FILES.onnx} yet; run \`textgate export\` and copy it again`,
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
  const data = externalDataFile(BUNDLE_FILES.onnx)
  const [tokenizer, onnx, externalData] = await Promise.all([
    fetchChecked(BUNDLE_FILES.tokenizer),
    fetchChecked(BUNDLE_FILES.onnx),
    manifest.files[data] ? fetchChecked(data) : undefined,
  ])
  return { manifest, tokenizerJson: decoded(tokenizer), onnx, externalData }
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
