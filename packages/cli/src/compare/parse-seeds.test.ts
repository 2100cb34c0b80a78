import { expect, test } from 'vitest'
import { parseSeeds } from './parse-seeds.ts'

test('seeds keep the order of the list, whose first one is that of split and McNemar', () => {
  expect(parseSeeds('3, 1,20')).toEqual([3, 1, 20])
  expect(parseSeeds('0')).toEqual([0])
})

test('what is no whole number is refused by name, with the way out', () => {
  for (const [list, wrong] of [
    ['1,two', 'two'],
    ['1,,2', ''],
    ['1,-2', '-2'],
    ['1.5', '1.5'],
    ['1e3', '1e3'],
    ['9007199254740993', '9007199254740993'],
  ] as const) {
    expect(() => parseSeeds(list)).toThrow(`USAGE: --seeds has "${wrong}"; name whole numbers`)
  }
})

test('a seed that is there twice is refused: it would count twice', () => {
  expect(() => parseSeeds('1,2,01')).toThrow(/USAGE: --seeds names 1 twice/)
})
