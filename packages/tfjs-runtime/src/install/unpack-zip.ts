import { createWriteStream } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type Entry, open, type ZipFile } from 'yauzl'
import { libraryPath } from './library-path.ts'

/** Unpacks the library and headers of a .zip or .whl into a folder; yauzl refuses names that lead out of it. */
export function unpackZip(file: string, folder: string): Promise<void> {
  return new Promise((resolve, reject) => {
    open(file, { lazyEntries: true, autoClose: true }, (error, zip) => {
      if (error) return reject(error)
      zip.on('error', reject)
      zip.on('end', () => resolve())
      zip.on('entry', (entry: Entry) => {
        const wanted = libraryPath(entry.fileName) !== undefined
        const done = wanted ? write(zip, entry, join(folder, entry.fileName)) : Promise.resolve()
        done.then(() => zip.readEntry(), reject)
      })
      zip.readEntry()
    })
  })
}

async function write(zip: ZipFile, entry: Entry, path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  const content = await new Promise<Readable>((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => (error ? reject(error) : resolve(stream)))
  })
  await pipeline(content, createWriteStream(path))
}
