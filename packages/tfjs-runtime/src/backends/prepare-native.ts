import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { loadTfjsNode } from '../native/load-tfjs-node.ts'
import { nativeFolder } from '../native/native-folder.ts'
import { processorModel, readNativeRecord, writeNativeRecord } from '../native/native-record.ts'
import { runProbe } from '../probe/run-probe.ts'
import type { Tfjs } from '../tfjs.ts'

/** Where to look for the native backend. */
export interface NativePlaces {
  /** textgate's cache. */
  readonly cacheFolder: string
  /** The project whose own @tensorflow/tfjs-node counts. */
  readonly projectFolder: string
}

/** Makes TensorFlow's own library current: the one in the cache, else the project's @tensorflow/tfjs-node. */
export async function prepareNative(tf: Tfjs, places: NativePlaces): Promise<string> {
  const found = await findNative(places)
  if (found === undefined) {
    throw new Error('not installed; `textgate backend install` installs it')
  }
  const version = await loadTfjsNode(tf, found.folder).catch((error: Error) => {
    const [reason] = error.message.split('\n')
    throw new Error(
      `${found.where} cannot be loaded (${reason}); \`textgate backend install\` builds one that can`,
    )
  })
  return `TensorFlow ${version} through tfjs-node, from ${found.where}`
}

/** A tfjs-node that can be loaded from `folder`. */
export interface FoundNative {
  readonly folder: string
  readonly where: string
}

/** The native backend of this machine, or undefined when there is none. */
export async function findNative({
  cacheFolder,
  projectFolder,
}: NativePlaces): Promise<FoundNative | undefined> {
  const cached = nativeFolder(cacheFolder)
  const record = await readNativeRecord(cached)
  if (record !== undefined) {
    if (!record.provenOn.includes(processorModel())) {
      await runProbe({ backend: 'native', folder: cached })
      const provenOn = [...record.provenOn, processorModel()]
      // A read-only cache still works; it is proved again next time.
      await writeNativeRecord(cached, { ...record, provenOn }).catch(() => {})
    }
    return { folder: cached, where: cached }
  }
  const own = ownTfjsNode(projectFolder)
  return own === undefined ? undefined : { folder: projectFolder, where: own }
}

function ownTfjsNode(projectFolder: string): string | undefined {
  try {
    return dirname(
      createRequire(join(projectFolder, 'package.json')).resolve('@tensorflow/tfjs-node/package.json'),
    )
  } catch {
    return undefined
  }
}
