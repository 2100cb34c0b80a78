import { readdir } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import {
  answerRule,
  BUNDLE_FILES,
  ONNX_INTERFACE,
  sha256Hex,
  TextgateError,
  withVariant,
} from '@textgate/core'
import { readServableBundle } from '@textgate/core/node'
import type { ServedTextModel } from './service/served-model.ts'
import type { TextModelSource } from './text-model.ts'

/** A bundle folder and the name under which it is served. */
export interface NamedFolder {
  /** Any text without a slash. */
  readonly name: string
  readonly folder: string
}

/** A model as requests see it, and what runs it. */
export interface FoundModel {
  readonly served: ServedTextModel
  readonly source: TextModelSource
}

/**
 * Bundles of a folder: itself, named after the folder, when it is a bundle, or else each bundle right inside it.
 *
 * @throws BUNDLE_NOT_FOUND when there is none
 */
export async function findBundles(folder: string): Promise<NamedFolder[]> {
  const root = resolve(folder)
  if (await isBundle(root)) return [{ name: basename(root), folder: root }]
  const entries = await readdir(root, { withFileTypes: true }).catch(() => [])
  const found: NamedFolder[] = []
  for (const { name } of entries) {
    // A hidden folder may be the staging of a bundle that is being written.
    if (!name.startsWith('.') && (await isBundle(join(root, name))))
      found.push({ name, folder: join(root, name) })
  }
  if (found.length > 0) return found.sort((a, b) => (a.name < b.name ? -1 : 1))
  throw new TextgateError(
    'BUNDLE_NOT_FOUND',
    `${folder} is no bundle and holds none; name the folder that \`textgate train --out\` wrote, or the one around it`,
    { details: { folder } },
  )
}

/** What is read of bundles and how they answer. */
export interface ReadModelsOptions {
  /** In place of what the bundles say; see `answerRule`. */
  readonly unknownBelow?: number | undefined
  /** Which form of the exported models; model.onnx unless given. */
  readonly variant?: string | undefined
}

/**
 * Reads bundles and checks their hashes.
 *
 * @throws CONFIG_INVALID for no model, a name twice, one that cannot stand in a URL's path, or as `answerRule` does
 * @throws VARIANT_NOT_FOUND where a bundle has no such variant
 * @throws BUNDLE_NOT_EXPORTED and all else that `readServableBundle` throws
 */
export async function readModels(
  folders: readonly NamedFolder[],
  { unknownBelow, variant }: ReadModelsOptions = {},
): Promise<FoundModel[]> {
  if (folders.length === 0) throw invalid('models must name at least one bundle')
  const names = new Set<string>()
  for (const { name } of folders) {
    if (name === '' || name.includes('/'))
      throw invalid(`models: "${name}" is no name; use one without a slash`)
    if (names.has(name)) throw invalid(`models: two bundles are named ${name}; name one of them differently`)
    names.add(name)
  }
  return Promise.all(
    folders.map(async ({ name, folder }) => {
      const bundle = await readServableBundle(folder)
      const { manifest, tokenizerJson, onnx, externalData, certificate } = withVariant(bundle, variant)
      const text = { manifest, certificate, rule: answerRule(manifest, unknownBelow) }
      const version = '1'
      const key = `${name}/${version}/${sha256Hex(onnx).slice(0, 16)}`
      const { ids, lengths, probabilities } = ONNX_INTERFACE
      const served: ServedTextModel = {
        name,
        version,
        key,
        text,
        inputs: [
          { name: ids, datatype: 'INT32', shape: [-1, -1] },
          { name: lengths, datatype: 'INT32', shape: [-1] },
        ],
        outputs: [{ name: probabilities, datatype: 'FP32', shape: [-1, manifest.labels.length] }],
      }
      return { served, source: { manifest, tokenizerJson, onnx, externalData } }
    }),
  )
}

async function isBundle(folder: string): Promise<boolean> {
  const names: string[] = await readdir(folder).catch(() => [])
  return names.includes(BUNDLE_FILES.manifest)
}

function invalid(message: string): TextgateError {
  return new TextgateError('CONFIG_INVALID', message)
}
