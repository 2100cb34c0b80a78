import { join } from 'node:path'
import { download } from './download.ts'
import type { LibrarySource } from './library-source.ts'

/** The host of the official archives; a mirror keeps the same paths. */
export const OFFICIAL_HOST = 'https://storage.googleapis.com/'

/** An official archive of TensorFlow's C library. */
interface OfficialArchive {
  readonly path: string
  readonly sha256?: string
}

/**
 * The newest archive of each platform, see https://www.tensorflow.org/install/lang_c; for Linux on Arm, the one that
 * tfjs-node 4.22 itself takes. Google publishes no hashes: those here were recorded by several independent builds.
 */
const OFFICIAL_ARCHIVES: Readonly<Record<string, OfficialArchive>> = {
  'linux-x64': {
    path: 'tensorflow/versions/2.18.0/libtensorflow-cpu-linux-x86_64.tar.gz',
    sha256: '605bfcb370c7e7ec981eabada880f60784e3de018395be95c95c3e5592c3d9a2',
  },
  'linux-arm64': { path: 'tf-builds/libtensorflow_r2_7_linux_arm64.tar.gz' },
  'darwin-arm64': {
    path: 'tensorflow/versions/2.18.0/libtensorflow-cpu-darwin-arm64.tar.gz',
    sha256: '462257d2792730dcb131fcf21bc826192ae5a2c418535f6347d051f10fc8be8a',
  },
  'darwin-x64': { path: 'tensorflow/versions/2.16.2/libtensorflow-cpu-darwin-x86_64.tar.gz' },
}

/** The official archive for this platform, from its own host or a mirror of it. */
export function officialArchive(host: string = OFFICIAL_HOST, name = 'official archive'): LibrarySource {
  return {
    name,
    async fetch(context) {
      const platform = `${process.platform}-${process.arch}`
      const archive = OFFICIAL_ARCHIVES[platform]
      if (archive === undefined) throw new Error(`there is no official archive for ${platform}`)
      const url = new URL(archive.path, host.endsWith('/') ? host : `${host}/`).href
      const path = join(context.staging, 'download', 'libtensorflow.tar.gz')
      const { sha256 } = await download(
        { url, path, source: name, ...(archive.sha256 === undefined ? {} : { sha256: archive.sha256 }) },
        context,
      )
      return { kind: 'archive', path, description: url, sha256 }
    },
  }
}
