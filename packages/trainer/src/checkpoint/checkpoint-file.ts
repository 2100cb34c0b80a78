import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { TextgateError } from '@textgate/core'

/** The checkpoint's name in its folder. */
export const CHECKPOINT_FILE = 'checkpoint.safetensors'

/**
 * Replaces the checkpoint in one step: written and synced beside it, then renamed. Killed at any moment, it leaves the
 * old one or the new one. The folder is made where it is missing.
 *
 * @returns the path of the file
 * @throws CHECKPOINT_WRITE_FAILED when disk or permissions are in the way; the old checkpoint is unchanged
 */
export async function writeCheckpointFile(folder: string, bytes: Uint8Array): Promise<string> {
  const file = join(folder, CHECKPOINT_FILE)
  const staging = `${file}.new` // one name, so that killed writes do not pile up
  try {
    await mkdir(folder, { recursive: true })
    const handle = await open(staging, 'w')
    try {
      await handle.writeFile(bytes)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(staging, file)
    await syncFolder(folder)
    return file
  } catch (cause) {
    await rm(staging, { force: true }).catch(() => undefined)
    throw new TextgateError(
      'CHECKPOINT_WRITE_FAILED',
      `the checkpoint ${file} could not be written (${(cause as Error).message}); free space or choose another folder, then go on with --resume: the last good checkpoint is kept`,
      { details: { file }, cause },
    )
  }
}

/**
 * The bytes of the checkpoint, or undefined when there is none.
 *
 * @throws CHECKPOINT_INVALID when it is there but cannot be read
 */
export async function readCheckpointFile(folder: string): Promise<Uint8Array | undefined> {
  const file = join(folder, CHECKPOINT_FILE)
  try {
    return await readFile(file)
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new TextgateError(
      'CHECKPOINT_INVALID',
      `the checkpoint ${file} cannot be read (${(cause as Error).message}); give access to it, or start again without --resume`,
      { details: { file }, cause },
    )
  }
}

/** Makes the rename survive a power cut; Windows cannot open folders and needs no such step. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
