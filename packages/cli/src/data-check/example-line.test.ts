import { expect, test } from 'vitest'
import { displayWidth } from '../format.ts'
import { exampleLine } from './example-line.ts'

const row = { part: 'test', row: 12, line: 12, labels: ['a', 'b'] }

test('an example names its row, the row that it is like, and how', () => {
  const like = { part: 'train', row: 3, line: 5 }
  expect(exampleLine({ ...row, text: 'hello' })).toBe('test row 12: "hello"')
  expect(exampleLine({ ...row, text: 'hello', like })).toBe('test row 12, like train row 3 (line 5): "hello"')
  expect(exampleLine({ ...row, text: 'hello', like: { ...like, labels: [] } })).toBe(
    'test row 12 (a, b), like train row 3 (line 5) (no label): "hello"',
  )
  expect(exampleLine({ ...row, text: 'hello', like, resemblance: 0.871 })).toContain('(87 % alike)')
})

test('what cannot be seen is written out', () => {
  expect(exampleLine({ ...row, text: 'a\n\t\u0007\ufeff\ud83d😀\ue000' })).toContain(
    '"a\\n\\t\\u{7}\\u{feff}\\u{d83d}😀\\u{e000}"',
  )
})

test.each(['abc '.repeat(50), '我想退货'.repeat(50), '😀é'.repeat(60)])(
  'a long text is cut to a width: %s',
  (text) => {
    const quoted = exampleLine({ ...row, text }).split(': ')[1] as string
    expect(quoted.endsWith('…"')).toBe(true)
    expect(quoted).not.toMatch(/\p{Surrogate}/u)
    expect(displayWidth(quoted)).toBeLessThanOrEqual(72 + 3)
  },
)
