import { isTextgateError } from '@textgate/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { thrownBy } from '../test/thrown-by.ts'
import { accessControl } from './access-control.ts'
import type { ApiKey } from './api-key.ts'
import { newApiKey } from './new-api-key.ts'

/** A key with its entry. */
function issue(settings: Partial<ApiKey> = {}) {
  return newApiKey({ name: 'shop', ...settings })
}

/** Clocks that stand still until told. */
function clocks(date = 0) {
  let now = 0
  return {
    date: () => date + now,
    monotonic: () => now,
    pass: (ms: number) => {
      now += ms
    },
  }
}

describe('a key', () => {
  test('is told from all others, several being valid at once', () => {
    const [a, b] = [issue({ name: 'a' }), issue({ name: 'b', admin: true })]
    const access = accessControl([a.entry, b.entry])
    expect(access.identify(a.key)).toMatchObject({ name: 'a', isAdmin: false })
    expect(access.identify(b.key)).toMatchObject({ name: 'b', isAdmin: true })
  })

  test('is refused where it is missing, unknown, cut, a hash, or longer, and no message repeats it', () => {
    const { key, entry } = issue()
    const access = accessControl([entry])
    for (const wrong of [undefined, '', issue().key, key.slice(0, -1), `${key}x`, entry.sha256]) {
      const error = thrownBy(() => access.identify(wrong))
      expect(isTextgateError(error, 'UNAUTHORIZED')).toBe(true)
      if (wrong) expect(String(error)).not.toContain(wrong)
    }
    fc.assert(fc.property(fc.string(), (any) => isTextgateError(thrownBy(() => access.identify(any)))))
  })

  test('is refused once its time is over', () => {
    const { key, entry } = issue({ notAfter: '2027-01-01T00:00:00Z' })
    const time = clocks(Date.UTC(2026, 11, 31, 23, 59, 59))
    const access = accessControl([entry], time)
    expect(access.identify(key).name).toBe('shop')
    time.pass(1001)
    expect(thrownBy(() => access.identify(key))).toMatchObject({ code: 'UNAUTHORIZED' })
  })

  test('may use the models that its names and patterns match, letter by letter', () => {
    const { key, entry } = issue({ models: ['intents', 'news-*', 'a.b'] })
    const caller = accessControl([entry]).identify(key)
    for (const name of ['intents', 'news-', 'news-de', 'news-\n', 'a.b'])
      expect(caller.mayUse(name)).toBe(true)
    for (const name of ['intent', 'intents2', 'news', 'old-news-de', 'aXb', 'Intents'])
      expect(caller.mayUse(name)).toBe(false)
  })

  test('is replaced without a restart, and what was used of limits that stay is not given again', () => {
    const [old, next] = [issue({ maxConcurrent: 1 }), issue()]
    const access = accessControl([old.entry])
    access.identify(old.key).enter()
    access.replace([old.entry, next.entry])
    expect(access.identify(next.key).name).toBe('shop')
    expect(thrownBy(() => access.identify(old.key).enter())).toMatchObject({ code: 'RATE_LIMITED' })
    access.replace([next.entry])
    expect(thrownBy(() => access.identify(old.key))).toMatchObject({ code: 'UNAUTHORIZED' })
  })
})

describe('the limits of a key', () => {
  test('never let more requests through in any time than the rate and one full bucket', () => {
    const arrivals = fc.array(fc.integer({ min: 0, max: 700 }), { minLength: 1, maxLength: 100 })
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), arrivals, (tenths, waits) => {
        const perSecond = tenths / 10
        const time = clocks()
        const { key, entry } = issue({ maxRequestsPerSecond: perSecond })
        const caller = accessControl([entry], time).identify(key)
        const taken: number[] = []
        for (const wait of waits) {
          time.pass(wait)
          if (attempt(() => caller.enter())) taken.push(time.monotonic())
        }
        for (const [i, from] of taken.entries()) {
          for (const [j, to] of taken.entries()) {
            if (j < i) continue
            const most = Math.max(1, perSecond) + ((to - from) / 1000) * perSecond
            expect(j - i + 1).toBeLessThanOrEqual(most + 1e-6)
          }
        }
      }),
    )
  })

  test('let the next request through after the time that the refusal named, and not a tenth before', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), (tenths) => {
        const time = clocks()
        const { key, entry } = issue({ maxRequestsPerSecond: tenths / 10 })
        const caller = accessControl([entry], time).identify(key)
        while (attempt(() => caller.enter())) {}
        const refusal = thrownBy(() => caller.enter()) as { details: { retryAfterSeconds: number } }
        const retryAfterMs = refusal.details.retryAfterSeconds * 1000
        time.pass(Math.floor(retryAfterMs * 0.9))
        expect(attempt(() => caller.enter())).toBe(false)
        time.pass(retryAfterMs - Math.floor(retryAfterMs * 0.9))
        expect(attempt(() => caller.enter())).toBe(true)
      }),
    )
  })

  test('count requests under way, each until its one end', () => {
    const { key, entry } = issue({ maxConcurrent: 2 })
    const caller = accessControl([entry]).identify(key)
    const leave = caller.enter()
    caller.enter()
    expect(thrownBy(() => caller.enter())).toMatchObject({ code: 'RATE_LIMITED' })
    leave()
    leave()
    caller.enter()
    expect(thrownBy(() => caller.enter())).toMatchObject({ code: 'RATE_LIMITED' })
  })
})

function attempt(action: () => unknown): boolean {
  try {
    action()
    return true
  } catch {
    return false
  }
}
