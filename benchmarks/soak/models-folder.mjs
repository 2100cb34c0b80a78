import { mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeServableBundle } from '@textgate/core/node'

/** Versions that stay in the folder: the one that is served, and the one that was. */
const KEPT = 2

/** Name of the model. */
export const MODEL_NAME = 'messages'

/**
 * A models folder with one model, which gets version after version.
 *
 * @param bundles - version v is the bundle v % bundles.length
 */
export function modelsFolder(bundles) {
  const root = mkdtempSync(join(tmpdir(), 'textgate-soak-'))
  const model = join(root, MODEL_NAME)
  mkdirSync(model)
  let version = 0
  return {
    root,
    /** Adds a version, whole at once. @returns its number */
    publish: async () => {
      version += 1
      const hidden = join(model, `.${version}`)
      await writeServableBundle(hidden, bundles[version % bundles.length])
      renameSync(hidden, join(model, String(version)))
      rmSync(join(model, String(version - KEPT)), { recursive: true, force: true })
      return version
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  }
}
