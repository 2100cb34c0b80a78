import { chmod, mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { TextgateError } from '@textgate/core'

/**
 * Writes a folder in one step: beside it first, then by renaming. A failed write leaves what was there.
 *
 * @param files - by their paths inside the folder
 * @throws LAYOUT_WRITE_FAILED when disk or permissions are in the way, or there is something else in the folder
 */
export async function replaceFolder(
  folder: string,
  files: ReadonlyMap<string, Uint8Array | string>,
): Promise<void> {
  const target = resolve(folder)
  const parent = dirname(target)
  try {
    await refuseForeign(target, files)
    await mkdir(parent, { recursive: true })
    const staging = await mkdtemp(join(parent, `.${basename(target)}.new-`))
    try {
      await writeAll(join(staging, 'new'), files)
      await putInPlace(join(staging, 'new'), target, join(staging, 'old'))
    } finally {
      await rm(staging, { recursive: true, force: true })
    }
  } catch (cause) {
    if (cause instanceof TextgateError) throw cause
    throw failed(folder, (cause as Error).message, cause)
  }
}

async function putInPlace(folder: string, target: string, old: string): Promise<void> {
  const existing = await stat(target).catch(() => undefined)
  if (existing) await rename(target, old)
  try {
    await rename(folder, target)
  } catch (error) {
    if (existing) await rename(old, target)
    throw error
  }
}

async function writeAll(folder: string, files: ReadonlyMap<string, Uint8Array | string>): Promise<void> {
  await mkdir(folder)
  // Readable like any new folder, and not for its owner alone.
  await chmod(folder, 0o777 & ~process.umask())
  for (const [path, content] of files) {
    const file = join(folder, path)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, content)
  }
}

/** Replacing a folder with other things in it would delete a user's files. */
async function refuseForeign(target: string, files: ReadonlyMap<string, Uint8Array | string>): Promise<void> {
  const existing = await stat(target).catch(() => undefined)
  if (!existing) return
  if (!existing.isDirectory()) throw failed(target, 'it is a file')
  for (const entry of await readdir(target, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
      .slice(target.length + 1)
      .replaceAll('\\', '/')
    if (entry.isFile() && !files.has(path)) throw failed(target, `it holds ${path}, which would be lost`)
  }
}

function failed(folder: string, reason: string, cause?: unknown): TextgateError {
  return new TextgateError(
    'LAYOUT_WRITE_FAILED',
    `${folder} could not be written: ${reason}; choose another folder with --out, or another --name`,
    { details: { folder, reason }, ...(cause === undefined ? {} : { cause }) },
  )
}
