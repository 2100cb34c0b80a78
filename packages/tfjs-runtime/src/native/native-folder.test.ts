import { homedir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { cacheFolder, nativeFolder } from './native-folder.ts'

test.each([
  [{ TEXTGATE_CACHE: '/a', XDG_CACHE_HOME: '/b' }, '/a'],
  [{ XDG_CACHE_HOME: '/b' }, join('/b', 'textgate')],
  [{}, join(homedir(), '.cache', 'textgate')],
  [{ TEXTGATE_CACHE: '', XDG_CACHE_HOME: '' }, join(homedir(), '.cache', 'textgate')],
])('with %o the cache is %s', (environment, expected) => {
  expect(cacheFolder(environment)).toBe(expected)
})

test('each platform has a folder of its own inside the cache', () => {
  expect(nativeFolder('/c')).toContain(`${process.platform}-${process.arch}`)
  expect(nativeFolder('/c').startsWith(join('/c', 'native'))).toBe(true)
})
