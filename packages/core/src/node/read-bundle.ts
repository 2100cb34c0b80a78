import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  BUNDLE_FILES,
  type Bundle,
  type BundleManifest,
  type ExportedModel,
  externalDataFile,
  type ParityCertificate,
  type ServableBundle,
  variantFile,
} from '../bundle.ts'
import { TextgateError } from '../errors.ts'
import { parseManifest } from '../parse-manifest.ts'
import { decodeSafetensors } from '../safetensors.ts'
import { checkSignature } from './signature.ts'
import { readWholeFile, sha256Of } from './whole-file.ts'

/** How a bundle is read. */
export interface ReadBundleOptions {
  /** Ed25519 public key, PEM, that must have signed the bundle; signatures are not looked at unless given. */
  readonly signedBy?: string
}

/**
 * Reads a bundle folder and checks the hash of every file.
 *
 * @throws BUNDLE_NOT_FOUND, BUNDLE_FORMAT_TOO_NEW, BUNDLE_MANIFEST_INVALID, BUNDLE_FILE_MISSING,
 * BUNDLE_FILE_TAMPERED, WEIGHTS_INVALID; with `signedBy` also BUNDLE_SIGNATURE_INVALID and SIGNING_KEY_INVALID
 */
export async function readBundle(
  folder: string,
  options: ReadBundleOptions = {},
): Promise<Bundle | ServableBundle> {
  const { files, certificate, variants, ...manifest } = await readManifest(folder, options)
  const contents = new Map<string, Uint8Array>()
  for (const [name, record] of Object.entries(files))
    contents.set(name, await readChecked(folder, name, record))
  const tokenizerJson = new TextDecoder().decode(required(contents, folder, BUNDLE_FILES.tokenizer))
  const { weights } = decodeSafetensors(required(contents, folder, BUNDLE_FILES.weights))
  const tokenizerHash = files[BUNDLE_FILES.tokenizer]?.sha256
  if (tokenizerHash !== manifest.tokenizerFingerprint) {
    throw new TextgateError(
      'BUNDLE_FILE_TAMPERED',
      `${join(folder, BUNDLE_FILES.tokenizer)} is not the tokenizer that the model was trained with; copy the bundle again`,
      { details: { folder, file: BUNDLE_FILES.tokenizer } },
    )
  }
  const bundle: Bundle = { manifest, tokenizerJson, weights }
  if (!contents.has(BUNDLE_FILES.onnx) || !certificate) return bundle
  const model = (file: string, proof: ParityCertificate): ExportedModel => {
    const data = contents.get(externalDataFile(file))
    return {
      onnx: required(contents, folder, file),
      ...(data ? { externalData: { file: externalDataFile(file), data } } : {}),
      certificate: proof,
    }
  }
  const exported = { ...bundle, ...model(BUNDLE_FILES.onnx, certificate) }
  if (!variants) return exported
  const models = Object.entries(variants).map(([name, proof]) => [name, model(variantFile(name), proof)])
  return { ...exported, variants: Object.fromEntries(models) }
}

/**
 * Reads a bundle that has been exported.
 *
 * @throws BUNDLE_NOT_EXPORTED where there is no model.onnx yet, and all that `readBundle` throws
 */
export async function readServableBundle(
  folder: string,
  options: ReadBundleOptions = {},
): Promise<ServableBundle> {
  const bundle = await readBundle(folder, options)
  if ('onnx' in bundle) return bundle
  throw new TextgateError(
    'BUNDLE_NOT_EXPORTED',
    `${folder} has no ${BUNDLE_FILES.onnx} yet; run \`textgate export ${folder}\``,
    { details: { folder } },
  )
}

async function readManifest(folder: string, { signedBy }: ReadBundleOptions): Promise<BundleManifest> {
  const path = join(folder, BUNDLE_FILES.manifest)
  let bytes: Uint8Array
  try {
    bytes = await readFile(path)
  } catch (cause) {
    throw new TextgateError(
      'BUNDLE_NOT_FOUND',
      `${folder} holds no readable ${BUNDLE_FILES.manifest}; name the folder that \`textgate train --out\` wrote`,
      { details: { folder }, cause },
    )
  }
  // The very bytes that are read further down: a file that is changed meanwhile gains nothing.
  if (signedBy !== undefined) await checkSignature(folder, bytes, signedBy)
  let json: unknown
  try {
    json = JSON.parse(new TextDecoder().decode(bytes))
  } catch (cause) {
    throw new TextgateError('BUNDLE_MANIFEST_INVALID', `${path} is no JSON; restore the bundle from a copy`, {
      details: { folder },
      cause,
    })
  }
  return parseManifest(json)
}

async function readChecked(
  folder: string,
  name: string,
  record: { bytes: number; sha256: string },
): Promise<Uint8Array> {
  const path = join(folder, name)
  // A manifest from elsewhere must not lead out of its folder.
  if (name.includes('/') || name.includes('\\') || name === '..') {
    throw new TextgateError(
      'BUNDLE_MANIFEST_INVALID',
      `files: ${name} is no plain file name; restore the bundle`,
      {
        details: { folder, file: name },
      },
    )
  }
  let bytes: Uint8Array
  try {
    bytes = await readWholeFile(path)
  } catch (cause) {
    throw new TextgateError(
      'BUNDLE_FILE_MISSING',
      `${path} cannot be read; copy the whole bundle folder again`,
      {
        details: { folder, file: name },
        cause,
      },
    )
  }
  if (bytes.length !== record.bytes || sha256Of(bytes) !== record.sha256) {
    throw new TextgateError(
      'BUNDLE_FILE_TAMPERED',
      `${path} differs from the SHA-256 in ${BUNDLE_FILES.manifest}; copy the bundle again from where it was trained`,
      { details: { folder, file: name } },
    )
  }
  return bytes
}

function required(contents: ReadonlyMap<string, Uint8Array>, folder: string, name: string): Uint8Array {
  const bytes = contents.get(name)
  if (bytes) return bytes
  throw new TextgateError(
    'BUNDLE_MANIFEST_INVALID',
    `files: ${folder} lists no ${name}; restore the bundle from a copy`,
    {
      details: { folder, file: name },
    },
  )
}
