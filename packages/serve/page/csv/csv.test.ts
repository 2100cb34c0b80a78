import fc from 'fast-check'
import { expect, test } from 'vitest'
import { RequestFailure } from '../client/request-failure.ts'
import { decodeFile } from './decode-file.ts'
import { formatCsv } from './format-csv.ts'
import { guessTextColumn } from './guess-text-column.ts'
import { parseCsv, type Separator } from './parse-csv.ts'
import { resultRows } from './result-rows.ts'

/** Cells of the letters that CSV gives a meaning, and others. */
const cell = fc.string({
  unit: fc.constantFrom('"', ',', ';', '\t', '\n', '\r', ' ', 'a', '退', '\uFEFF', '🙂'),
})

test.each<Separator>([',', ';', '\t'])('rows written with %j are read back cell by cell', (separator) => {
  const others = [',', ';', '\t'].filter((one) => one !== separator)
  const named = fc.array(cell, { minLength: 2, maxLength: 5 }).map((row) => ['one', 'two', ...row])
  fc.assert(
    fc.property(named, fc.array(fc.array(cell, { minLength: 1 })), (first, rest) => {
      // The first row tells which separator it is.
      const names = first.map((name) => others.reduce((text, other) => text.replaceAll(other, ''), name))
      const rows = [names, ...rest]
      expect(parseCsv(formatCsv(rows, separator))).toEqual({ rows, separator })
    }),
  )
})

test.each([
  [
    'quotes, separators and line breaks in cells',
    'a,b\r\n"x, ""y""\nz",2\r\n',
    [
      ['a', 'b'],
      ['x, "y"\nz', '2'],
    ],
  ],
  [
    'no line end at the end, and a byte order mark',
    '\uFEFFa;b\n1;2',
    [
      ['a', 'b'],
      ['1', '2'],
    ],
  ],
  [
    'old line ends and empty lines',
    'a\tb\r\r1\t2\r',
    [
      ['a', 'b'],
      ['1', '2'],
    ],
  ],
  [
    'a quote inside a cell is a letter',
    'a,b\n5" pipe,x\n',
    [
      ['a', 'b'],
      ['5" pipe', 'x'],
    ],
  ],
  ['nothing', '', []],
])('reads %s', (_name, text, rows) => {
  expect(parseCsv(text).rows).toEqual(rows)
})

test('decodes UTF-8, UTF-16 and what Chinese spreadsheets write', () => {
  expect(decodeFile(new TextEncoder().encode('退款'))).toEqual({ text: '退款', encoding: 'utf-8' })
  expect(decodeFile(Uint8Array.of(0xcd, 0xcb, 0xbf, 0xee))).toEqual({ text: '退款', encoding: 'gb18030' })
  expect(decodeFile(Uint8Array.of(0xff, 0xfe, 0x00, 0x90, 0x3e, 0x6b)).text).toBe('退款')
  expect(decodeFile(Uint8Array.of(0xfe, 0xff, 0x90, 0x00, 0x6b, 0x3e)).text).toBe('退款')
})

test('takes the column that is named like texts, else the one with the longest cells', () => {
  expect(
    guessTextColumn([
      ['id', 'Text', 'notes'],
      ['1', 'a', 'much longer than the text'],
    ]),
  ).toBe(1)
  expect(
    guessTextColumn([
      ['id', '内容'],
      ['123456', '退款'],
    ]),
  ).toBe(1)
  expect(
    guessTextColumn([
      ['id', 'what'],
      ['1', 'where is my parcel'],
    ]),
  ).toBe(1)
})

test('a result keeps every cell and row, and puts answers and reasons behind them', () => {
  const prediction = { label: 'a', probability: 0.75, probabilities: { a: 0.75, ['__proto__']: 0.25 } }
  const failure = new RequestFailure(400, 'REQUEST_INVALID', 'text is odd')
  const rows = [['1', 'x'], ['2'], ['3', 'z', 'more']]
  expect(
    resultRows({
      rows,
      names: ['predicted_label', 'text'],
      answers: [{ prediction }, { failure }, undefined],
      labels: ['a', '__proto__'],
    }),
  ).toEqual([
    [
      'predicted_label',
      'text',
      '',
      'predicted_label_2',
      'predicted_probability',
      'prediction_error',
      'probability_a',
      'probability___proto__',
    ],
    ['1', 'x', '', 'a', '0.75', '', '0.75', '0.25'],
    ['2', '', '', '', '', 'REQUEST_INVALID: text is odd', '', ''],
    ['3', 'z', 'more', '', '', '', '', ''],
  ])
})

test('of head multi all labels are written, and an unknown answer is an empty cell', () => {
  const several = { label: 'a', labels: ['a', 'b'], probability: 0.9, probabilities: {} }
  const unknown = { label: null, probability: 0.4, probabilities: {} }
  const answers = [{ prediction: several }, { prediction: unknown }]
  expect(resultRows({ rows: [['x'], ['y']], answers })).toEqual([
    ['column_1', 'predicted_label', 'predicted_probability', 'prediction_error'],
    ['x', 'a|b', '0.9', ''],
    ['y', '', '0.4', ''],
  ])
})
