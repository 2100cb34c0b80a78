import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nearestName } from './nearest-name.ts'

const NAMES = ['port', 'host', 'drainMs', 'maxTexts', 'maxTextLength']

test.each([
  ['drainMS', 'drainMs'],
  ['drain_ms', 'drainMs'],
  ['maxText', 'maxTexts'],
  ['maxTextLenght', 'maxTextLength'],
  ['prot', undefined],
  ['prt', 'port'],
  ['threads', undefined],
  ['', undefined],
])('of %j the name that was meant is %j', (name, meant) => {
  expect(nearestName(name, NAMES)).toBe(meant)
})

test('a known name is its own nearest, and one with a letter too many, too few or wrong still finds it', () => {
  const slips = fc.constantFrom(
    (name: string, at: number) => name.slice(0, at) + name.slice(at + 1),
    (name: string, at: number) => `${name.slice(0, at)}~${name.slice(at)}`,
    (name: string, at: number) => `${name.slice(0, at)}~${name.slice(at + 1)}`,
  )
  fc.assert(
    fc.property(fc.constantFrom('drainMs', 'maxTextLength'), fc.nat(6), slips, (name, at, slip) => {
      expect(nearestName(name, NAMES)).toBe(name)
      expect(nearestName(slip(name, at), NAMES)).toBe(name)
    }),
  )
})

test('where nothing is known, nothing is near', () => {
  expect(nearestName('port', [])).toBeUndefined()
})
