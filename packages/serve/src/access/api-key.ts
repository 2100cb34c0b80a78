import { TextgateError } from '@textgate/core'

/** What a server knows of one key: never the key, only its hash. */
export interface ApiKey {
  /** For people; not secret. Several keys may have one name, e.g. while one replaces the other. */
  readonly name: string
  /** SHA-256 of the key's characters in UTF-8, as 64 hexadecimal digits. */
  readonly sha256: string
  /** Names of models that the key may use; `*` stands for any characters. All models unless given. */
  readonly models?: readonly string[]
  /** Whether the key may load and unload models and read /metrics; false unless given. */
  readonly admin?: boolean
  /** Requests a second on average, above 0, with as many at once after a pause (at least one). Any number unless given. */
  readonly maxRequestsPerSecond?: number
  /** Requests that are answered at one time, at least 1. Any number unless given. */
  readonly maxConcurrent?: number
  /** ISO 8601 date or time after which the key is refused; a date alone is its beginning in UTC. */
  readonly notAfter?: string
}

/** How each member is checked, and what its value must be. */
const MEMBERS: Readonly<Record<keyof ApiKey, { isValid(value: unknown): boolean; must: string }>> = {
  name: { isValid: isFilledString, must: 'a string that is not empty' },
  sha256: { isValid: isSha256, must: 'a SHA-256 in 64 hexadecimal digits' },
  models: { isValid: isListOfNames, must: 'a list of names, at least one' },
  admin: { isValid: (value) => typeof value === 'boolean', must: 'true or false' },
  maxRequestsPerSecond: { isValid: isPositive, must: 'a number above 0' },
  maxConcurrent: { isValid: isPositiveInteger, must: 'an integer of at least 1' },
  notAfter: { isValid: isTime, must: 'a date or time in ISO 8601, e.g. 2027-12-31' },
}

/**
 * Checks the JSON of a file of keys: a list of `ApiKey`.
 *
 * @param file - how messages name it
 * @throws CONFIG_INVALID naming file, entry and member; hashes are never repeated
 */
export function parseApiKeys(json: unknown, file: string): ApiKey[] {
  if (!Array.isArray(json)) throw invalid(file, 'must hold a list; see `textgate keys new`')
  const hashes = new Set<string>()
  for (const [i, entry] of json.entries()) {
    if (typeof entry !== 'object' || entry === null || Array.isArray(entry))
      throw invalid(file, `[${i}] must be an object`)
    const unknown = Object.keys(entry).find((member) => !Object.hasOwn(MEMBERS, member))
    if (unknown !== undefined)
      throw invalid(
        file,
        `[${i}] has the unknown member ${JSON.stringify(unknown)}; there are ${Object.keys(MEMBERS).join(', ')}`,
      )
    for (const [member, { isValid, must }] of Object.entries(MEMBERS)) {
      const value = entry[member]
      const isNeeded = member === 'name' || member === 'sha256'
      if (value === undefined ? isNeeded : !isValid(value))
        throw invalid(file, `[${i}].${member} must be ${must}`)
    }
    const hash = entry.sha256.toLowerCase()
    if (hashes.has(hash))
      throw invalid(file, `[${i}] has the key of an entry before it; leave one of them out`)
    hashes.add(hash)
  }
  return json
}

function isFilledString(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== ''
}

function isSha256(value: unknown): boolean {
  return typeof value === 'string' && /^[0-9a-f]{64}$/i.test(value)
}

function isListOfNames(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every(isFilledString)
}

function isPositive(value: unknown): boolean {
  return typeof value === 'number' && Number.isFinite(value) && value > 0
}

function isPositiveInteger(value: unknown): boolean {
  return Number.isSafeInteger(value) && isPositive(value)
}

function isTime(value: unknown): boolean {
  return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}/.test(value) && !Number.isNaN(Date.parse(value))
}

function invalid(file: string, problem: string): TextgateError {
  return new TextgateError('CONFIG_INVALID', `keys: ${file}: ${problem}`, { details: { file } })
}
