import { mkdtemp, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ServableBundle } from '@textgate/core'
import { writeServableBundle } from '@textgate/core/node'

const folders: string[] = []

/** An empty folder, until `removeModelsFolders`. */
export async function newModelsFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'textgate-reload-'))
  folders.push(folder)
  return folder
}

/** Puts a version where a server finds it, whole at once. */
export async function publishVersion(
  root: string,
  name: string,
  version: number,
  bundle: ServableBundle,
): Promise<void> {
  const hidden = join(root, name, `.${version}`)
  await writeServableBundle(hidden, bundle)
  await rename(hidden, join(root, name, String(version)))
}

/** Removes what `newModelsFolder` made; for `afterAll`. */
export async function removeModelsFolders(): Promise<void> {
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true, force: true })))
}
