import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** A fresh staging folder beside the final one; what dead installations left there is removed. */
export async function newStaging(folder: string): Promise<string> {
  const parent = dirname(folder)
  await mkdir(parent, { recursive: true })
  for (const entry of await readdir(parent)) {
    const owner = /^\.staging-(\d+)-/.exec(entry)?.[1]
    if (owner !== undefined && !isAlive(Number(owner))) {
      await rm(join(parent, entry), { recursive: true, force: true })
    }
  }
  return await mkdtemp(join(parent, `.staging-${process.pid}-`))
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Puts a finished folder in place of the old one, if any, which other processes may be using. */
export async function replaceFolder(staging: string, folder: string): Promise<void> {
  const old = `${staging}-old`
  const replaced = await rename(folder, old).then(
    () => true,
    () => false,
  )
  try {
    await rename(staging, folder)
  } catch (error) {
    if (replaced) await rename(old, folder)
    throw error
  }
  await rm(old, { recursive: true, force: true })
}
