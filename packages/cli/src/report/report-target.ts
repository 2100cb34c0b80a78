import { mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { TextgateError } from '@textgate/core'

/**
 * Finds out whether a page could be written, before long work depends on it. Makes its parent folders.
 *
 * @throws REPORT_WRITE_FAILED as `writeReportFile` would
 */
export async function checkReportTarget(file: string): Promise<void> {
  await naming(file, async (target) => {
    if ((await stat(target).catch(() => undefined))?.isDirectory()) throw new Error('it is a folder')
    await mkdir(dirname(target), { recursive: true })
    const staging = stagingOf(target)
    await (await open(staging, 'w')).close()
    await rm(staging)
  })
}

/**
 * Writes a page as one step: beside its place and synced, then put there by renaming. A killed write leaves the old page
 * or none.
 *
 * @throws REPORT_WRITE_FAILED when disk, permissions or a folder are in the way; what was there is unchanged
 */
export async function writeReportFile(file: string, page: string): Promise<void> {
  await naming(file, async (target) => {
    const staging = stagingOf(target)
    try {
      const handle = await open(staging, 'w')
      try {
        await handle.writeFile(page)
        await handle.sync()
      } finally {
        await handle.close()
      }
      await rename(staging, target)
    } catch (error) {
      await rm(staging, { force: true })
      throw error
    }
  })
}

/** Of this process, so that two evaluations at once do not write into one file. */
function stagingOf(target: string): string {
  return `${target}.${process.pid}.new`
}

async function naming(file: string, work: (target: string) => Promise<void>): Promise<void> {
  try {
    await work(resolve(file))
  } catch (cause) {
    throw new TextgateError(
      'REPORT_WRITE_FAILED',
      `the report ${file} could not be written (${(cause as Error).message}); free space or name another file`,
      { details: { file }, cause },
    )
  }
}
