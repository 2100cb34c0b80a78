import { readFile, rename, writeFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import { join } from 'node:path'

/** What `native.json` in an installed native backend says. */
export interface NativeRecord {
  readonly version: 1
  readonly tfjsNode: string
  /** Version of the TensorFlow library, e.g. `2.21.0`. */
  readonly tensorflow: string
  /** Where the library came from, e.g. `pip: tensorflow_cpu-2.21.0-….whl`. */
  readonly source: string
  /** SHA-256 of the archive, where there was one. */
  readonly sha256?: string
  /** ISO 8601, UTC. */
  readonly installedAt: string
  /**
   * Processor models on which a training step succeeded. A home folder can be shared by machines, and TensorFlow aborts
   * the whole process on a processor that lacks its instructions, so another model is proved in a child first.
   */
  readonly provenOn: readonly string[]
}

const FILE = 'native.json'

/** The record of an installed native backend, or undefined when the folder holds none that this version can read. */
export async function readNativeRecord(folder: string): Promise<NativeRecord | undefined> {
  try {
    const record = JSON.parse(await readFile(join(folder, FILE), 'utf8')) as NativeRecord
    return record.version === 1 && Array.isArray(record.provenOn) ? record : undefined
  } catch {
    return undefined
  }
}

/** Writes the record, whole or not at all. */
export async function writeNativeRecord(folder: string, record: NativeRecord): Promise<void> {
  const temporary = join(folder, `${FILE}.${process.pid}`)
  await writeFile(temporary, `${JSON.stringify(record, null, 2)}\n`)
  await rename(temporary, join(folder, FILE))
}

/** The model of this machine's processor, as the operating system names it. */
export function processorModel(): string {
  return cpus()[0]?.model.trim() || process.arch
}
