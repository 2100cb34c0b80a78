import { createHash, timingSafeEqual } from 'node:crypto'
import { TextgateError } from '@textgate/core'
import type { ApiKey } from './api-key.ts'
import type { Caller } from './caller.ts'
import { type RequestLimiter, requestLimiter } from './request-limiter.ts'

/** Tells callers by their keys. */
export interface AccessControl {
  /**
   * Who has this key.
   *
   * @throws UNAUTHORIZED where there is no key, an unknown one, or one whose time is over
   */
  identify(key: string | undefined): Caller
  /** Takes other keys from now on. What an entry has used of its limits stays used while its limits do not change. */
  replace(keys: readonly ApiKey[]): void
}

/** Where the time comes from: milliseconds since 1970, and milliseconds that never go back. */
export interface Clocks {
  date(): number
  monotonic(): number
}

const SYSTEM_CLOCKS: Clocks = { date: () => Date.now(), monotonic: () => performance.now() }

interface Entry {
  readonly hash: Buffer
  /** Milliseconds since 1970. */
  readonly endsAt: number
  readonly limits: string
  readonly limiter: RequestLimiter
  readonly caller: Caller
}

/** Access by keys. Keys are compared as hashes, each with every entry in constant time, so that time tells nothing of them. */
export function accessControl(keys: readonly ApiKey[], clocks = SYSTEM_CLOCKS): AccessControl {
  let entries: readonly Entry[] = []
  const replace = (next: readonly ApiKey[]) => {
    const before = entries
    entries = next.map((key) => entryOf(key, before, clocks))
  }
  replace(keys)
  return {
    replace,
    identify: (key) => {
      if (key === undefined)
        throw unauthorized('this server wants a key; send it as Authorization: Bearer KEY')
      const hash = createHash('sha256').update(key).digest()
      const [found] = entries.filter((entry) => timingSafeEqual(entry.hash, hash))
      if (!found) throw unauthorized('the key is not known here; ask whoever runs the server for one')
      if (clocks.date() > found.endsAt)
        throw unauthorized(`the time of key ${found.caller.name} is over; ask for a new one`)
      return found.caller
    },
  }
}

function entryOf(key: ApiKey, before: readonly Entry[], clocks: Clocks): Entry {
  const hash = Buffer.from(key.sha256, 'hex')
  const limits = JSON.stringify([key.name, key.maxRequestsPerSecond, key.maxConcurrent])
  const old = before.find((entry) => entry.hash.equals(hash) && entry.limits === limits)
  const limiter = old?.limiter ?? requestLimiter(key, clocks.monotonic)
  const patterns = key.models?.map(patternOf)
  const caller: Caller = {
    name: key.name,
    isAdmin: key.admin === true,
    mayUse: (model) => patterns === undefined || patterns.some((pattern) => pattern.test(model)),
    enter: limiter.enter,
  }
  const endsAt = key.notAfter === undefined ? Number.POSITIVE_INFINITY : Date.parse(key.notAfter)
  return { hash, endsAt, limits, limiter, caller }
}

/** A name in which `*` stands for any characters. */
function patternOf(name: string): RegExp {
  const parts = name.split('*').map((part) => part.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`, 's')
}

function unauthorized(message: string): TextgateError {
  return new TextgateError('UNAUTHORIZED', message)
}
