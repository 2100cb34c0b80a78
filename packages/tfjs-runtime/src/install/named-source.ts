import { stat } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { download } from './download.ts'
import { StepFailure } from './install-step.ts'
import type { LibrarySource } from './library-source.ts'
import { officialArchive } from './official-archive.ts'
import { sha256OfFile } from './sha256-of-file.ts'

/** What the archives are called that textgate opens. */
const ARCHIVE_NAME = /\.(whl|zip|tar\.gz|tgz)$/i

/** pip's way to say which hash a file must have. */
const HASH_SUFFIX = /#sha256=([0-9a-f]{64})$/i

/**
 * The library that a user named: an archive (.whl, .zip, .tar.gz, .tgz) by path or URL, a folder with the library and
 * its headers, or the URL of a mirror that has the official archives under their own paths. `#sha256=<hex>` after an
 * archive says which hash it must have.
 */
export function namedSource(from: string): LibrarySource {
  const sha256 = HASH_SUFFIX.exec(from)?.[1]?.toLowerCase()
  const place = from.replace(HASH_SUFFIX, '')
  if (!/^https?:\/\//i.test(place)) return localSource(place, sha256)
  return ARCHIVE_NAME.test(new URL(place).pathname)
    ? remoteArchive(place, sha256)
    : officialArchive(place, place)
}

function remoteArchive(url: string, sha256: string | undefined): LibrarySource {
  return {
    name: url,
    async fetch(context) {
      const path = join(context.staging, 'download', basename(new URL(url).pathname))
      const expected = sha256 === undefined ? {} : { sha256 }
      const result = await download({ url, path, source: url, ...expected }, context)
      return { kind: 'archive', path, description: url, sha256: result.sha256 }
    },
  }
}

function localSource(place: string, expected: string | undefined): LibrarySource {
  const path = resolve(place)
  return {
    name: path,
    async fetch() {
      const found = await stat(path).catch(() => undefined)
      if (found === undefined) throw new Error(`${path} does not exist`)
      if (found.isDirectory()) return { kind: 'folder', path, description: path }
      if (!ARCHIVE_NAME.test(path)) {
        throw new StepFailure('check', `${path} is no folder and no .whl, .zip, .tar.gz or .tgz file`)
      }
      const sha256 = await sha256OfFile(path)
      if (expected !== undefined && sha256 !== expected) {
        throw new StepFailure('check', `${path} has SHA-256 ${sha256} instead of ${expected}`)
      }
      return { kind: 'archive', path, description: path, sha256 }
    },
  }
}
