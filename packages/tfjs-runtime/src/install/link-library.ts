import { constants } from 'node:fs'
import { access, copyFile, lstat, mkdir, readdir, readlink, rename, symlink } from 'node:fs/promises'
import { basename, dirname, join, relative } from 'node:path'
import { libraryPath } from './library-path.ts'

/** How deep a folder is searched: site-packages/tensorflow/include/tensorflow/c/experimental/… is the deepest known. */
const DEEPEST = 9

/** What to put in place. */
export interface LinkLibraryOptions {
  /** Where the library and its headers are. */
  readonly from: string
  /** tfjs-node's `deps` folder. */
  readonly deps: string
  /** Whether the files may be moved; else they are copied. */
  readonly move: boolean
}

/**
 * Puts TensorFlow's libraries and C headers where tfjs-node expects them: `deps/lib` and `deps/include`.
 *
 * @returns the libraries to link with, absolute paths
 * @throws Error when the library or its headers are not there
 */
export async function linkLibrary({ from, deps, move }: LinkLibraryOptions): Promise<string[]> {
  for await (const file of files(from, DEEPEST)) {
    const path = libraryPath(relative(from, file))
    if (path === undefined) continue
    const target = join(deps, path)
    await mkdir(dirname(target), { recursive: true })
    await put(file, target, move)
  }
  return await librariesToLink(deps, from)
}

async function put(file: string, target: string, move: boolean): Promise<void> {
  if ((await lstat(file)).isSymbolicLink()) {
    const pointsTo = basename(await readlink(file))
    // libtensorflow.so -> libtensorflow.so.2 and the like; what they point to is put beside them.
    if (libraryPath(pointsTo) !== undefined) return await symlink(pointsTo, target)
  } else if (move) {
    return await rename(file, target)
  }
  await copyFile(file, target, constants.COPYFILE_FICLONE)
}

async function librariesToLink(deps: string, from: string): Promise<string[]> {
  const lib = join(deps, 'lib')
  const names = (await readdir(lib).catch(() => [] as string[])).sort()
  // The shortest name is the one that the loader looks for, e.g. libtensorflow.so.2 beside libtensorflow.so.2.18.0.
  const first = (pattern: RegExp) => names.find((name) => pattern.test(name))
  const library =
    first(/^libtensorflow(_cc)?\.(so\.2|2\.dylib)$/) ?? first(/^libtensorflow(_cc)?\.(so|dylib)/)
  if (library === undefined) {
    throw new Error(`${from} has no libtensorflow (libtensorflow.so.2, libtensorflow_cc.so.2 or .dylib)`)
  }
  const header = join(deps, 'include', 'tensorflow', 'c', 'eager', 'c_api.h')
  await access(header).catch(() => {
    throw new Error(`${from} has no header include/tensorflow/c/eager/c_api.h`)
  })
  const framework =
    first(/^libtensorflow_framework\.(so\.2|2\.dylib)$/) ?? first(/^libtensorflow_framework\.(so|dylib)/)
  return [library, framework].filter((name) => name !== undefined).map((name) => join(lib, name))
}

async function* files(folder: string, depth: number): AsyncGenerator<string> {
  const entries = await readdir(folder, { withFileTypes: true })
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) {
      if (depth > 0) yield* files(path, depth - 1)
    } else {
      yield path
    }
  }
}
