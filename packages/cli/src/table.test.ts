import { expect, test } from 'vitest'
import { displayWidth } from './format.ts'
import { tableLines } from './table.ts'

test('columns line up to the left or right, Chinese too, and lines end without blanks', () => {
  const lines = tableLines(
    [
      ['part', 'rows', 'scripts'],
      ['训练集', '12', 'Han'],
      ['b', '3456', ''],
    ],
    'LRL',
  )
  expect(lines).toEqual(['part    rows  scripts', '训练集    12  Han', 'b       3456'])
  expect(new Set(lines.map((line) => displayWidth(line.slice(0, line.search(/\d|rows/)))))).toEqual(
    new Set([8, 10]),
  )
})
