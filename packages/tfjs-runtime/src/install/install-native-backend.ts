import { chmod, mkdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { TextgateError } from '@textgate/core'
import {
  cacheFolder as defaultCacheFolder,
  nativeFolder,
  TFJS_NODE_VERSION,
} from '../native/native-folder.ts'
import { processorModel, readNativeRecord, writeNativeRecord } from '../native/native-record.ts'
import { runProbe } from '../probe/run-probe.ts'
import { buildBinding } from './build-binding.ts'
import { checkMachine } from './check-machine.ts'
import { fetchTfjsNode, tfjsNodeFolder } from './fetch-tfjs-node.ts'
import type { InstallContext } from './install-context.ts'
import {
  atStep,
  type FailedSource,
  type InstallEvent,
  type InstallStep,
  StepFailure,
} from './install-step.ts'
import type { FetchedLibrary, LibrarySource } from './library-source.ts'
import { linkLibrary } from './link-library.ts'
import { namedSource } from './named-source.ts'
import { officialArchive } from './official-archive.ts'
import { pipWheel } from './pip-wheel.ts'
import { newStaging, replaceFolder } from './staging.ts'
import { unpackTar } from './unpack-tar.ts'
import { unpackZip } from './unpack-zip.ts'

/** Pythons whose pip may fetch the wheel, in order. */
export const DEFAULT_PYTHONS: readonly string[] = ['python3', 'python']

const THIS_MACHINE = 'this machine'
const NPM = 'npm'

/** Options of `installNativeBackend`. */
export interface InstallNativeBackendOptions {
  /**
   * The TensorFlow library to take and no other: an archive (.whl, .zip, .tar.gz, .tgz; path or URL, optionally with
   * `#sha256=<hex>`), a folder with library and headers, or the URL of a mirror of https://storage.googleapis.com/.
   * Default: the official archive, then a wheel through pip.
   */
  readonly from?: string
  /** Default `cacheFolder()`. */
  readonly cacheFolder?: string
  /** Python whose pip fetches the wheel; default python3, then python. */
  readonly python?: string
  /** Installs again even where a working backend is installed; implied by `from`. */
  readonly force?: boolean
  /** Told of each step as it begins. */
  readonly onStep?: (event: InstallEvent) => void
  /** Ends the installation; what was done so far is removed. */
  readonly signal?: AbortSignal
}

/** An installed native backend. */
export interface InstalledNativeBackend {
  readonly folder: string
  /** Where the library came from. */
  readonly source: string
  /** Version of the TensorFlow library. */
  readonly tensorflow: string
  /** False when a working one was there already. */
  readonly installed: boolean
  /** Sources that were tried in vain before the one that worked. */
  readonly failed: readonly FailedSource[]
}

/**
 * Makes tfjs-node work where its own download does not: fetches it without running its scripts, takes TensorFlow's
 * library from the first source that works, builds the binding, proves it by one training step in a fresh process, and
 * only then puts the whole in place by renaming a folder. A try that fails or is interrupted leaves what was there.
 *
 * Needs npm, a C++ compiler and 1.5 GB of space (900 MB afterwards), on Linux with glibc or macOS.
 *
 * @throws TextgateError BACKEND_INSTALL_FAILED with the step and reason of each source in its message, and in
 * `details.failed`
 */
export async function installNativeBackend(
  options: InstallNativeBackendOptions = {},
): Promise<InstalledNativeBackend> {
  const sources = options.from === undefined ? [officialArchive(), pipWheel()] : [namedSource(options.from)]
  return await installFromSources(sources, options)
}

/** `installNativeBackend` with its sources in the open; for tests. */
export async function installFromSources(
  sources: readonly LibrarySource[],
  options: InstallNativeBackendOptions,
): Promise<InstalledNativeBackend> {
  const { from, force = from !== undefined, python, onStep = () => {}, signal } = options
  const folder = nativeFolder(options.cacheFolder ?? defaultCacheFolder())
  if (!force) {
    const present = await workingBackend(folder)
    if (present !== undefined) return present
  }
  const failed: FailedSource[] = []
  let source = THIS_MACHINE
  let staging: string | undefined
  try {
    await atStep('machine', () => checkMachine(dirname(folder)))
    staging = await atStep('machine', () => newStaging(folder))
    const context: InstallContext = {
      staging,
      python: python === undefined ? DEFAULT_PYTHONS : [python],
      onStep,
      signal,
    }
    source = NPM
    await atStep('fetch', () => fetchTfjsNode(context))
    for (const candidate of sources) {
      source = candidate.name
      try {
        return await fromSource(candidate, folder, context, failed)
      } catch (error) {
        if (!(error instanceof StepFailure) || signal?.aborted || error.step === 'place') throw error
        failed.push({ source, step: error.step, reason: error.message })
        await clean(context)
      }
    }
  } catch (error) {
    const step: InstallStep = error instanceof StepFailure ? error.step : 'place'
    const reason = signal?.aborted ? 'it was interrupted' : (error as Error).message
    failed.push({ source, step, reason })
  } finally {
    if (staging !== undefined) await rm(staging, { recursive: true, force: true })
  }
  throw installFailed(failed)
}

async function fromSource(
  source: LibrarySource,
  folder: string,
  context: InstallContext,
  failed: readonly FailedSource[],
): Promise<InstalledNativeBackend> {
  const { staging, onStep } = context
  const say = (step: InstallStep, text: string) => onStep({ step, source: source.name, text })
  const library = await atStep('fetch', () => source.fetch(context))
  const unpacked = await atStep('unpack', async () => {
    if (library.kind === 'archive') say('unpack', `unpacking ${library.path}`)
    return await unpack(library, staging)
  })
  say('link', 'putting the library and its headers beside tfjs-node')
  const libraries = await atStep('link', () =>
    linkLibrary({
      from: unpacked,
      deps: join(tfjsNodeFolder(staging), 'deps'),
      move: library.kind === 'archive',
    }),
  )
  say('build', 'compiling the binding')
  await atStep('build', () => buildBinding(libraries, context))
  say('prove', 'taking one training step in a fresh process')
  const { version } = await atStep('prove', () => runProbe({ backend: 'native', folder: staging }))
  say('place', `moving it to ${folder}`)
  await atStep('place', async () => {
    for (const leftover of ['download', 'unpacked']) {
      await rm(join(staging, leftover), { recursive: true, force: true })
    }
    await writeNativeRecord(staging, {
      version: 1,
      tfjsNode: TFJS_NODE_VERSION,
      tensorflow: version,
      source: library.description,
      ...(library.sha256 === undefined ? {} : { sha256: library.sha256 }),
      installedAt: new Date().toISOString(),
      provenOn: [processorModel()],
    })
    // mkdtemp makes it private; a cache may be shared.
    await chmod(staging, 0o755)
    await replaceFolder(staging, folder)
  })
  return { folder, source: library.description, tensorflow: version, installed: true, failed }
}

async function unpack(library: FetchedLibrary, staging: string): Promise<string> {
  if (library.kind === 'folder') return library.path
  const folder = join(staging, 'unpacked')
  await mkdir(folder, { recursive: true })
  const zip = /\.(whl|zip)$/i.test(library.path)
  await (zip ? unpackZip : unpackTar)(library.path, folder)
  // A downloaded archive is not needed any more; a user's own stays.
  if (library.path.startsWith(join(staging, 'download'))) await rm(library.path)
  return folder
}

async function workingBackend(folder: string): Promise<InstalledNativeBackend | undefined> {
  const record = await readNativeRecord(folder)
  if (record === undefined) return undefined
  try {
    const { version } = await runProbe({ backend: 'native', folder })
    return { folder, source: record.source, tensorflow: version, installed: false, failed: [] }
  } catch {
    return undefined
  }
}

/** Removes what a source left, so that the next starts clean. */
async function clean({ staging }: InstallContext): Promise<void> {
  const tfjsNode = tfjsNodeFolder(staging)
  for (const path of [join(staging, 'download'), join(staging, 'unpacked'), join(tfjsNode, 'deps')]) {
    await rm(path, { recursive: true, force: true })
  }
  await rm(join(tfjsNode, 'lib'), { recursive: true, force: true })
}

function installFailed(failed: readonly FailedSource[]): TextgateError {
  const reasons = failed.map(({ source, step, reason }) => `${source} failed at step '${step}': ${reason}`)
  // When the machine or npm is what fails, another library does not help.
  const last = failed.at(-1)
  const otherSource =
    last?.source === THIS_MACHINE || last?.source === NPM
      ? ''
      : 'name another source with --from (a tensorflow-cpu wheel, a libtensorflow .tar.gz, a folder with lib/ and ' +
        'include/, or a mirror), or '
  return new TextgateError(
    'BACKEND_INSTALL_FAILED',
    `the native backend was not installed and nothing was left behind; ${reasons.join('; ')}; ` +
      `${otherSource}go on without it: the wasm backend needs nothing`,
    { details: { failed } },
  )
}
