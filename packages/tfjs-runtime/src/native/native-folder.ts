import { homedir } from 'node:os'
import { join } from 'node:path'

/** The tfjs-node whose binding is built and loaded; must be the version of the @tensorflow/tfjs that textgate uses. */
export const TFJS_NODE_VERSION = '4.22.0'

/** Changes when the layout of the folder does, so that an older textgate never loads a newer layout or the reverse. */
export const NATIVE_LAYOUT_VERSION = 1

/**
 * Where textgate keeps what it fetches: `TEXTGATE_CACHE`, else `XDG_CACHE_HOME/textgate`, else `~/.cache/textgate`.
 */
export function cacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const own = environment.TEXTGATE_CACHE
  if (own !== undefined && own !== '') return own
  const shared = environment.XDG_CACHE_HOME
  return join(shared === undefined || shared === '' ? join(homedir(), '.cache') : shared, 'textgate')
}

/** The folder of the native backend for this platform inside a cache folder; it exists once installed. */
export function nativeFolder(cache: string = cacheFolder()): string {
  const key = `tfjs-node-${TFJS_NODE_VERSION}-${process.platform}-${process.arch}-v${NATIVE_LAYOUT_VERSION}`
  return join(cache, 'native', key)
}
