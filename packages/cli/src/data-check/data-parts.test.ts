import { expect, test } from 'vitest'
import { dataParts } from './data-parts.ts'

const named = (...args: Parameters<typeof dataParts>) =>
  dataParts(...args).map(({ name, file }) => [name, file])

test('files of a role have its name and come first, in the order of training', () => {
  expect(named({ test: 'c.csv', train: 'a.csv', dev: 'b.csv' }, ['more/d.csv'])).toEqual([
    ['train', 'a.csv'],
    ['dev', 'b.csv'],
    ['test', 'c.csv'],
    ['d.csv', 'more/d.csv'],
  ])
})

test('files of one name are called by their paths, and the same file again by a number', () => {
  expect(named({}, ['a/rows.csv', 'b/rows.csv', 'c.csv', 'c.csv']).map(([name]) => name)).toEqual([
    'a/rows.csv',
    'b/rows.csv',
    'c.csv',
    'c.csv (2)',
  ])
})

test('no file is wrong usage', () => {
  expect(() => dataParts({}, [])).toThrow(expect.objectContaining({ code: 'USAGE' }))
})
