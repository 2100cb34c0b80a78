import { chmod, mkdir, mkdtemp, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import {
  BUNDLE_FILES,
  type Bundle,
  type BundleManifest,
  type ExportedModel,
  type FileRecord,
  type ParityCertificate,
  type ServableBundle,
  VARIANT_NAME,
  variantFile,
} from '../bundle.ts'
import { TextgateError } from '../errors.ts'
import { encodeSafetensors } from '../safetensors.ts'
import { sha256Of } from './whole-file.ts'

/**
 * Writes a bundle folder as one step: the files are written and synced beside it, then the folder is put in place by
 * renaming. A killed write leaves the old bundle or none; parent folders are made.
 *
 * @throws BUNDLE_WRITE_FAILED when disk, permissions or a file of that name are in the way; what was there is unchanged
 */
export async function writeBundle(folder: string, bundle: Bundle): Promise<void> {
  await writeFiles(folder, bundle)
}

/** Writes a bundle with its exported model and the variants of it; see `writeBundle`. */
export async function writeServableBundle(folder: string, bundle: ServableBundle): Promise<void> {
  await writeFiles(folder, bundle, bundle)
}

/**
 * Finds out whether a bundle could be written to a folder, before hours of work depend on it. Makes its parent folders.
 *
 * @throws BUNDLE_WRITE_FAILED as `writeBundle` would
 */
export async function checkBundleTarget(folder: string): Promise<void> {
  const target = resolve(folder)
  await naming(folder, async () => {
    await refuseForeign(target)
    await mkdir(dirname(target), { recursive: true })
    await rm(await mkdtemp(join(dirname(target), `.${basename(target)}.new-`)), { recursive: true })
  })
}

async function writeFiles(
  folder: string,
  bundle: Bundle,
  exported?: Omit<ServableBundle, keyof Bundle>,
): Promise<void> {
  const target = resolve(folder)
  const contents = new Map<string, Uint8Array>([
    [BUNDLE_FILES.tokenizer, new TextEncoder().encode(bundle.tokenizerJson)],
    [BUNDLE_FILES.weights, encodeSafetensors(bundle.weights, { format: 'textgate' })],
  ])
  const add = (file: string, { onnx, externalData }: ExportedModel): void => {
    contents.set(file, onnx)
    if (externalData) contents.set(externalData.file, externalData.data)
  }
  if (exported) add(BUNDLE_FILES.onnx, exported)
  for (const [name, model] of Object.entries(exported?.variants ?? {})) add(variantFile(name), model)
  const manifest: BundleManifest = {
    ...bundle.manifest,
    ...(exported ? { certificate: exported.certificate } : {}),
    ...(exported?.variants ? { variants: certificatesOf(exported.variants) } : {}),
    files: Object.fromEntries([...contents].map(([name, bytes]) => [name, fileRecord(bytes)])),
  }
  await naming(folder, async () => {
    await refuseForeign(target)
    await mkdir(dirname(target), { recursive: true })
    const staging = await mkdtemp(join(dirname(target), `.${basename(target)}.new-`))
    try {
      for (const [name, bytes] of contents) await writeSynced(join(staging, name), bytes)
      const json = new TextEncoder().encode(`${JSON.stringify(manifest, null, 2)}\n`)
      await writeSynced(join(staging, BUNDLE_FILES.manifest), json)
      // mkdtemp makes folders that only their owner can read; a bundle is as readable as any new folder.
      await chmod(staging, 0o777 & ~process.umask())
      await putInPlace(staging, target)
    } catch (error) {
      await rm(staging, { recursive: true, force: true })
      throw error
    }
  })
}

function certificatesOf(
  variants: Readonly<Record<string, ExportedModel>>,
): Record<string, ParityCertificate> {
  return Object.fromEntries(Object.entries(variants).map(([name, { certificate }]) => [name, certificate]))
}

/** Turns whatever the file system throws into the one error that names the bundle. */
async function naming(folder: string, write: () => Promise<void>): Promise<void> {
  try {
    await write()
  } catch (cause) {
    if (cause instanceof TextgateError) throw cause
    throw new TextgateError(
      'BUNDLE_WRITE_FAILED',
      `the bundle ${folder} could not be written (${cause instanceof Error ? cause.message : String(cause)}); free space or choose another folder`,
      { details: { folder }, cause },
    )
  }
}

/** Replacing a folder that is no bundle would delete a user's files. */
async function refuseForeign(target: string): Promise<void> {
  const existing = await stat(target).catch(() => undefined)
  if (!existing) return
  const reason = existing.isDirectory() ? await foreignContent(target) : 'it is a file'
  if (reason === undefined) return
  throw new TextgateError(
    'BUNDLE_WRITE_FAILED',
    `${target} cannot be replaced by a bundle: ${reason}; choose another folder or remove it`,
    { details: { folder: target } },
  )
}

async function foreignContent(target: string): Promise<string | undefined> {
  const names: readonly string[] = Object.values(BUNDLE_FILES)
  const isOfBundle = (file: string): boolean => {
    const name = file.replace(/\.onnx\.data$/, '.onnx')
    return names.includes(name) || isVariantFile(name)
  }
  const other = (await readdir(target)).find((name) => !isOfBundle(name))
  return other === undefined ? undefined : `it holds ${other}, which is no part of a bundle`
}

function isVariantFile(name: string): boolean {
  const variant = name.slice('model.'.length, -'.onnx'.length)
  return VARIANT_NAME.test(variant) && name === variantFile(variant)
}

async function putInPlace(staging: string, target: string): Promise<void> {
  const existing = await stat(target).catch(() => undefined)
  if (!existing) {
    await rename(staging, target)
    return
  }
  const old = await mkdtemp(join(dirname(target), `.${basename(target)}.old-`))
  await rename(target, join(old, 'bundle'))
  try {
    await rename(staging, target)
  } catch (error) {
    await rename(join(old, 'bundle'), target)
    await rm(old, { recursive: true, force: true })
    throw error
  }
  await rm(old, { recursive: true, force: true })
}

async function writeSynced(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'wx')
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
}

function fileRecord(bytes: Uint8Array): FileRecord {
  return { bytes: bytes.length, sha256: sha256Of(bytes) }
}
