import { readdir, stat } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { BUNDLE_FILES, TextgateError } from '@textgate/core'
import type { ModelSource } from '../engine/model-source.ts'

/** A bundle folder and the name under which it is served. */
export interface NamedFolder {
  /** Any text without a slash. */
  readonly name: string
  readonly folder: string
}

/** Which of the versions that a models folder has. */
export interface VersionChoice {
  /** The highest so many of each model, at least 1; 1 unless given. */
  readonly versions?: number | undefined
  /** By name of a model: this version alone, whatever is higher. */
  readonly pinned?: Readonly<Record<string, string>> | undefined
}

/** A version as a folder's name: a positive integer without leading zeros. */
const VERSION = /^[1-9]\d{0,15}$/

/** Version of a bundle that stands in no folder of versions. */
const ONLY_VERSION = '1'

/**
 * Models of a folder: itself, named after the folder, where it is a bundle; or else each folder right inside it, which is a
 * bundle, or has a folder for each version: `NAME/VERSION/`. A version without manifest.json but with a model.onnx is served
 * tensors in, tensors out. Hidden folders are passed over: something may be writing there.
 *
 * @throws BUNDLE_NOT_FOUND when there is none
 * @throws MODEL_NOT_FOUND when a pinned version is not there
 */
export async function findModels(folder: string, choice: VersionChoice = {}): Promise<ModelSource[]> {
  const root = resolve(folder)
  const whole = await sourceAt(root, basename(root), ONLY_VERSION)
  if (whole?.kind === 'text') return [whole]
  const found: ModelSource[] = []
  for (const name of await foldersIn(root))
    found.push(...(await findVersions(join(root, name), name, choice)))
  if (found.length > 0) return found
  throw new TextgateError(
    'BUNDLE_NOT_FOUND',
    `${folder} is no bundle and holds none; name the folder that \`textgate train --out\` wrote, or the one around it`,
    { details: { folder } },
  )
}

/**
 * Models by name.
 *
 * @throws CONFIG_INVALID for no model, a name twice, or one that cannot stand in a URL's path
 */
export function namedModels(folders: readonly NamedFolder[]): ModelSource[] {
  if (folders.length === 0) throw invalid('models must name at least one bundle')
  const names = new Set<string>()
  for (const { name } of folders) {
    if (name === '' || name.includes('/'))
      throw invalid(`models: "${name}" is no name; use one without a slash`)
    if (names.has(name)) throw invalid(`models: two bundles are named ${name}; name one of them differently`)
    names.add(name)
  }
  return folders.map(({ name, folder }) => ({
    name,
    version: ONLY_VERSION,
    folder: resolve(folder),
    kind: 'text',
  }))
}

async function findVersions(folder: string, name: string, choice: VersionChoice): Promise<ModelSource[]> {
  const bundle = await sourceAt(folder, name, ONLY_VERSION)
  if (bundle?.kind === 'text') return [bundle]
  const numbers = (await foldersIn(folder)).filter((each) => VERSION.test(each))
  const found: ModelSource[] = []
  for (const version of numbers.sort((a, b) => Number(a) - Number(b))) {
    const source = await sourceAt(join(folder, version), name, version)
    if (source) found.push(source)
  }
  return chosen(found, name, choice)
}

function chosen(
  found: ModelSource[],
  name: string,
  { versions = 1, pinned = {} }: VersionChoice,
): ModelSource[] {
  const only = Object.hasOwn(pinned, name) ? pinned[name] : undefined
  if (only === undefined) return found.slice(-versions)
  const source = found.find(({ version }) => version === only)
  if (source) return [source]
  const there = found.map(({ version }) => version).join(', ') || 'none'
  throw new TextgateError(
    'MODEL_NOT_FOUND',
    `model ${name} has no version ${only} in its folder; there is ${there}`,
  )
}

async function sourceAt(folder: string, name: string, version: string): Promise<ModelSource | undefined> {
  if (await isFile(join(folder, BUNDLE_FILES.manifest))) return { name, version, folder, kind: 'text' }
  return (await isFile(join(folder, BUNDLE_FILES.onnx)))
    ? { name, version, folder, kind: 'tensors' }
    : undefined
}

async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  // Links are followed: Kubernetes mounts what it publishes through them.
  return entries
    .filter((entry) => !entry.name.startsWith('.') && (entry.isDirectory() || entry.isSymbolicLink()))
    .map(({ name }) => name)
    .sort()
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  )
}

function invalid(message: string): TextgateError {
  return new TextgateError('CONFIG_INVALID', message)
}
