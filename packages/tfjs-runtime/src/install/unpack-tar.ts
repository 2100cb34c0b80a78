import { extract } from 'tar'
import { libraryPath } from './library-path.ts'

/** Unpacks the library and headers of a .tar.gz into a folder that exists. */
export async function unpackTar(file: string, folder: string): Promise<void> {
  await extract({ file, cwd: folder, strict: true, filter: (path) => libraryPath(path) !== undefined })
}

/** Unpacks a whole npm tarball into a folder that exists, without its leading `package/`. */
export async function unpackPackage(file: string, folder: string): Promise<void> {
  await extract({ file, cwd: folder, strict: true, strip: 1 })
}
