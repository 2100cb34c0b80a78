import { createHash, randomBytes } from 'node:crypto'
import { type ApiKey, parseApiKeys } from './api-key.ts'

/** Bytes of a key: more than anybody can guess. */
const KEY_BYTES = 32
/** By it, people and scanners of leaked secrets recognise a key. */
const PREFIX = 'tgk_'

/** A key and what a server needs to know of it. */
export interface NewApiKey {
  /** Secret: `tgk_` and 43 characters of base64url, 256 random bits of the operating system. */
  readonly key: string
  /** For the file of keys; the key cannot be found from it. */
  readonly entry: ApiKey
}

/**
 * Makes a key.
 *
 * @throws CONFIG_INVALID naming the member that is out of range
 */
export function newApiKey(settings: Omit<ApiKey, 'sha256'>): NewApiKey {
  const key = `${PREFIX}${randomBytes(KEY_BYTES).toString('base64url')}`
  const { name, ...others } = settings
  const sha256 = createHash('sha256').update(key).digest('hex')
  const [entry] = parseApiKeys([{ name, sha256, ...others }], 'the new key')
  return { key, entry: entry as ApiKey }
}
