import { isTextgateError } from '@textgate/core'
import { describe, expect, test } from 'vitest'
import { thrownBy } from '../test/thrown-by.ts'
import { parseApiKeys } from './api-key.ts'
import { newApiKey } from './new-api-key.ts'

const HASH = 'ab'.repeat(32)
const VALID = { name: 'shop', sha256: HASH }

describe('a file of keys', () => {
  test('may have every member that an entry has, and may be empty', () => {
    const full = {
      ...VALID,
      models: ['intents', 'news-*'],
      admin: true,
      maxRequestsPerSecond: 0.5,
      maxConcurrent: 2,
      notAfter: '2027-12-31T10:00:00Z',
    }
    expect(parseApiKeys([full], 'keys.json')).toEqual([full])
    expect(parseApiKeys([], 'keys.json')).toEqual([])
  })

  test.each([
    [{ keys: [VALID] }, 'must hold a list'],
    [[null], '[0] must be an object'],
    [[{ sha256: HASH }], '[0].name'],
    [[{ ...VALID, name: ' ' }], '[0].name'],
    [[{ name: 'shop' }], '[0].sha256'],
    [[{ ...VALID, sha256: HASH.slice(1) }], '[0].sha256'],
    [[{ ...VALID, sha256: 'secret of the shop' }], '[0].sha256'],
    [[{ ...VALID, model: ['intents'] }], '"model"'],
    [[{ ...VALID, models: [] }], '[0].models'],
    [[{ ...VALID, models: 'intents' }], '[0].models'],
    [[{ ...VALID, admin: 'yes' }], '[0].admin'],
    [[{ ...VALID, maxRequestsPerSecond: 0 }], '[0].maxRequestsPerSecond'],
    [[{ ...VALID, maxConcurrent: 1.5 }], '[0].maxConcurrent'],
    [[{ ...VALID, notAfter: 'tomorrow' }], '[0].notAfter'],
    [[{ ...VALID, notAfter: '2027-13-01' }], '[0].notAfter'],
    [[VALID, { name: 'other', sha256: HASH.toUpperCase() }], '[1] has the key of an entry before it'],
  ])('that holds %j is refused by file and place, without its hashes', (json, place) => {
    const error = thrownBy(() => parseApiKeys(json, 'keys.json'))
    expect(isTextgateError(error, 'CONFIG_INVALID')).toBe(true)
    expect(String(error)).toContain('keys.json: ')
    expect(String(error)).toContain(place)
    expect(String(error).toLowerCase()).not.toContain(HASH)
    expect(String(error)).not.toContain('secret')
  })
})

describe('a new key', () => {
  test('is another one each time, and its entry is valid and without it', () => {
    const [a, b] = [newApiKey({ name: 'shop' }), newApiKey({ name: 'shop', admin: true })]
    expect(a.key).toMatch(/^tgk_[\w-]{43}$/)
    expect(a.key).not.toBe(b.key)
    expect(parseApiKeys([a.entry, b.entry], 'keys.json')).toHaveLength(2)
    expect(JSON.stringify(a.entry)).not.toContain(a.key.slice(4, 20))
  })
})
