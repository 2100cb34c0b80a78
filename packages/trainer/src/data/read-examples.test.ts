import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { isTextgateError, type LabelledText, type TextgateError } from '@textgate/core'
import fc from 'fast-check'
import { type ByteWriter, parquetWriteBuffer } from 'hyparquet-writer'
import { afterAll, describe, expect, test } from 'vitest'
import { type ReadExamplesOptions, readExamples, readTexts } from './read-examples.ts'
import { complaintText } from './row-complaints.ts'

async function collect<T>(values: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = []
  for await (const value of values) list.push(value)
  return list
}

const folder = mkdtempSync(join(tmpdir(), 'textgate-data-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const COLUMNS = { textColumn: 'text', labelColumn: 'label' }

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

async function all(path: string, options: Partial<ReadExamplesOptions> = {}): Promise<LabelledText[]> {
  return collect(readExamples(path, { ...COLUMNS, ...options }))
}

async function failure(path: string, options: Partial<ReadExamplesOptions> = {}): Promise<TextgateError> {
  try {
    await all(path, options)
  } catch (error) {
    if (isTextgateError(error)) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

const csv = (rows: readonly LabelledText[], delimiter: string, end: string): string =>
  [{ text: 'text', label: 'label' }, ...rows]
    .map(({ text, label }) =>
      [text, label].map((field) => `"${field.replaceAll('"', '""')}"`).join(delimiter),
    )
    .join(end) + end

const jsonl = (rows: readonly unknown[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('')

function parquet(
  columns: { name: string; data: unknown[]; type?: 'STRING' | 'BYTE_ARRAY' | 'INT32' }[],
  rowGroupSize = 2,
) {
  const bytes = parquetWriteBuffer({ columnData: columns as never, rowGroupSize })
  return new Uint8Array(bytes as ArrayBuffer) satisfies Uint8Array | ByteWriter
}

const ROWS: LabelledText[] = [
  { text: 'plain', label: 'a' },
  { text: 'comma, "quotes"\tand tab', label: 'b' },
  { text: 'two\nlines\r\nand a third', label: 'a' },
  { text: '我的快递到哪里了？😀', label: '物流' },
  { text: ' spaces stay ', label: ' c ' },
]

describe('every format gives the same rows', () => {
  const writers: Record<string, () => string | Uint8Array> = {
    'x.jsonl': () => jsonl(ROWS),
    'x.jsonl.gz': () => gzipSync(jsonl(ROWS)),
    'crlf.jsonl': () => jsonl(ROWS).replaceAll('}\n', '}\r\n'),
    'no-newline-at-end.ndjson': () => jsonl(ROWS).trimEnd(),
    'x.csv': () => csv(ROWS, ',', '\n'),
    'crlf.CSV': () => csv(ROWS, ',', '\r\n'),
    'bom.csv': () => `\ufeff${csv(ROWS, ',', '\n')}`,
    'bom.jsonl': () => `\ufeff${jsonl(ROWS)}`,
    'x.csv.gz': () => gzipSync(csv(ROWS, ',', '\n')),
    'x.tsv': () => csv(ROWS, '\t', '\n'),
    'x.tsv.gz': () => gzipSync(csv(ROWS, '\t', '\n')),
    'x.parquet': () =>
      parquet([
        { name: 'id', data: ROWS.map((_, i) => i), type: 'INT32' },
        { name: 'text', data: ROWS.map(({ text }) => text), type: 'STRING' },
        { name: 'label', data: ROWS.map(({ label }) => label), type: 'STRING' },
      ]),
  }
  test.each(Object.entries(writers))('%s', async (name, write) => {
    expect(await all(file(name, write()))).toEqual(ROWS)
  })

  test('columns may be named otherwise and stand in any order', async () => {
    const path = file('columns.csv', '\nid,Klasse,Satz\n1,a,eins\n\n2,b,zwei\n')
    expect(await all(path, { textColumn: 'Satz', labelColumn: 'Klasse' })).toEqual([
      { text: 'eins', label: 'a' },
      { text: 'zwei', label: 'b' },
    ])
  })

  test('texts alone need no label', async () => {
    const path = file('texts.jsonl', '{"text":"one"}\n\n{"text":"two"}\n')
    expect(await collect(readTexts(path, { textColumn: 'text' }))).toEqual(['one', 'two'])
  })
})

test('what was written is read, whatever the texts hold', async () => {
  const cell = fc
    .string({ unit: 'binary', minLength: 1 })
    .filter((text) => text.trim() !== '' && !/\p{Surrogate}/u.test(text) && !text.startsWith('\ufeff'))
  const rows = fc.array(fc.record({ text: cell, label: cell }), { minLength: 1, maxLength: 20 })
  await fc.assert(
    fc.asyncProperty(rows, async (examples) => {
      expect(await all(file('random.jsonl', jsonl(examples)))).toEqual(examples)
      expect(await all(file('random.csv', csv(examples, ',', '\n')))).toEqual(examples)
      expect(await all(file('random.tsv.gz', gzipSync(csv(examples, '\t', '\r\n'))))).toEqual(examples)
    }),
    { numRuns: 60 },
  )
})

test('a chunk border may fall anywhere, inside a character or a quoted field', async () => {
  const rows = Array.from({ length: 20_000 }, (_, i) => ({
    text: `第${i}行，"quoted"\n${'字'.repeat(i % 23)}`,
    label: `${i % 3}`,
  }))
  expect(await all(file('long.csv', csv(rows, ',', '\r\n')))).toEqual(rows)
  expect(await all(file('long.jsonl.gz', gzipSync(jsonl(rows))))).toEqual(rows)
})

describe('numbers and booleans', () => {
  test('labels become their JSON text', async () => {
    const path = file(
      'numbers.jsonl',
      '{"text":"x","label":1}\n{"text":"y","label":true}\n{"text":"z","label":-0.5}\n',
    )
    expect((await all(path)).map(({ label }) => label)).toEqual(['1', 'true', '-0.5'])
    const columns = file(
      'numbers.parquet',
      parquet([
        { name: 'text', data: ['x', 'y'], type: 'STRING' },
        { name: 'label', data: [0n, 1n] },
      ]),
    )
    expect((await all(columns)).map(({ label }) => label)).toEqual(['0', '1'])
  })

  test('texts stay strings', async () => {
    const error = await failure(file('number-text.jsonl', '{"text":7,"label":"a"}\n'))
    expect(error.message).toContain('row 1 (line 1): "text" is a number, not a string')
  })
})

const bytes = (...parts: (string | number[])[]): Uint8Array =>
  Buffer.concat(parts.map((part) => Buffer.from(part as string)))

describe('complaints name row and line', () => {
  const bad: [name: string, content: string | Uint8Array, complaint: string][] = [
    [
      'empty text.jsonl',
      '{"text":"x","label":"a"}\n\n{"text":"","label":"a"}\n',
      'row 2 (line 3): "text" is empty',
    ],
    ['blank text.csv', 'text,label\n" \n ",a\n', 'row 1 (line 2): "text" is blank'],
    ['null text.jsonl', '{"text":null,"label":"a"}\n', 'row 1 (line 1): "text" is empty'],
    ['empty label.csv', 'text,label\r\n"two\r\nlines",a\r\nx,\r\n', 'row 2 (line 4): "label" is empty'],
    ['empty label.tsv', 'text\tlabel\nx\t\n', 'row 1 (line 2): "label" is empty'],
    ['no label.jsonl', '{"text":"x","label":"a"}\n{"text":"y"}\n', 'row 2 (line 2): "label" is missing'],
    ['object label.jsonl', '{"text":"x","label":{}}\n', 'row 1 (line 1): "label" is an object, not a string'],
    [
      'half label.jsonl',
      '{"text":"x","label":"\\ud83d"}\n',
      'row 1 (line 1): "label" holds half a character',
    ],
    ['bad json.jsonl', '{"text":"x","label":"a"}\n{"text":"y",\n', 'row 2 (line 2): bad JSON'],
    ['not an object.jsonl', '"x"\n', 'row 1 (line 1): the line is a string, not a JSON object'],
    ['short.csv', 'text,label\n\nx\n', 'row 1 (line 3): it has 1 fields where the header has 2'],
    [
      'unquoted comma.csv',
      'text,label\nhello, you,a\n',
      'row 1 (line 2): it has 3 fields where the header has 2',
    ],
    [
      'encoding.jsonl',
      bytes('{"text":"x","label":"a"}\n{"text":"', [0xc4, 0xe3], '","label":"a"}\n'),
      'row 2 (line 2): bytes that are no UTF-8',
    ],
    [
      'encoding.csv',
      bytes('label,text\r\n"a\r\n","1\r\n2 ', [0xff], '\r\n"\r\n'),
      'row 1 (line 4): bytes that are no UTF-8',
    ],
    [
      'encoding.tsv',
      bytes('text\tlabel\nx\ta\ny\t', [0xc3], '\n'),
      'row 2 (line 3): bytes that are no UTF-8',
    ],
    [
      'encoding.parquet',
      parquet([
        { name: 'text', data: [bytes('x'), bytes('y'), bytes('z', [0x80])], type: 'BYTE_ARRAY' },
        { name: 'label', data: ['a', 'b', 'c'] },
      ]),
      'row 3: bytes that are no UTF-8',
    ],
    [
      'empty.parquet',
      parquet([
        { name: 'text', data: ['x', 'y', ''], type: 'STRING' },
        { name: 'label', data: ['a', 'b', 'c'] },
      ]),
      'row 3: "text" is empty',
    ],
  ]
  test.each(bad)('%s', async (name, content, complaint) => {
    const error = await failure(file(name, content))
    expect(error.code).toBe('DATA_ROW_INVALID')
    expect(error.message).toContain(complaint)
    expect(error.message).toContain(name)
    expect(error.message).not.toContain('\n')
  })

  test('an unknown label is named with the known ones', async () => {
    const error = await failure(file('unknown.csv', 'text,label\nx,a\ny,d\n'), { labels: ['a', 'b'] })
    expect(error.message).toContain('row 2 (line 3): unknown label "d"; known are "a", "b"')
  })

  test('the line counts stay right over many rows of several lines', async () => {
    const rows = Array.from({ length: 9000 }, () => ({ text: 'a\r\nb\nc', label: 'x' }))
    const error = await failure(file('many.csv', `${csv(rows, ',', '\r\n')},y\r\n`))
    expect(error.message).toContain(`row 9001 (line ${9000 * 3 + 2}): "text" is empty`)
  })
})

describe('under fail', () => {
  test('the first ten complaints are shown and all are counted', async () => {
    const rows = Array.from({ length: 40 }, (_, i) => ({ text: i % 2 ? '' : 'x', label: 'a' }))
    const error = await failure(file('twenty.jsonl', jsonl(rows)))
    expect(error.message).toContain('has 20 bad rows of 40')
    expect(error.message.match(/is empty/g)).toHaveLength(10)
    expect(error.message).toContain('and 10 more')
    expect(error.details).toMatchObject({ count: 20, rows: 40 })
  })

  test('no row is given after the first bad one', async () => {
    const path = file('after.jsonl', '{"text":"x","label":"a"}\n{}\n{"text":"y","label":"a"}\n')
    const seen: string[] = []
    const read = async (): Promise<void> => {
      for await (const { text } of readExamples(path, COLUMNS)) seen.push(text)
    }
    await expect(read()).rejects.toThrow('1 bad row of 3')
    expect(seen).toEqual(['x'])
  })
})

test('under skip the good rows are given and the others reported', async () => {
  const path = file('skip.csv', 'text,label\nx,a\n,b\ny\nz,c\n')
  const skipped: string[] = []
  const rows = await all(path, {
    onBadRow: 'skip',
    onSkip: (complaint) => skipped.push(complaintText(complaint)),
  })
  expect(rows.map(({ text }) => text)).toEqual(['x', 'z'])
  expect(skipped).toEqual([
    'row 2 (line 3): "text" is empty',
    'row 3 (line 4): it has 1 fields where the header has 2; quote fields that hold delimiters',
  ])
})

describe('a missing column is named with those that are there', () => {
  test.each([
    ['c.csv', 'texte,label\nx,a\n'],
    ['c.jsonl', '{"texte":"x","label":"a"}\n'],
    [
      'c.parquet',
      parquet([
        { name: 'texte', data: ['x'] },
        { name: 'label', data: ['a'] },
      ]),
    ],
  ])('%s', async (name, content) => {
    const error = await failure(file(name, content), { onBadRow: 'skip' })
    expect(error.code).toBe('DATA_COLUMN_MISSING')
    expect(error.message).toContain('no column "text", only "texte", "label"')
  })
})

describe('a file that cannot be read says why', () => {
  const whole = gzipSync(
    jsonl(Array.from({ length: 500 }, (_, i) => ({ text: `row ${i} ${Math.sin(i)}`, label: 'a' }))),
  )
  const damaged = Uint8Array.from(whole, (byte, i) => (i === 700 ? byte ^ 255 : byte))
  const utf16 = Buffer.from('\ufefftext,label\nx,a\n', 'utf16le')
  const cases: [name: string, content: string | Uint8Array, reason: string][] = [
    ['cut.jsonl.gz', whole.subarray(0, whole.length - 20), 'ends too early'],
    ['damaged.jsonl.gz', damaged, 'damaged'],
    ['plain.jsonl.gz', '{"text":"x","label":"a"}\n', 'damaged'],
    ['packed.jsonl', whole, 'let its name end in .gz'],
    ['utf16.csv', utf16, 'UTF-16'],
    ['sheet.csv', bytes([0x50, 0x4b, 3, 4, 20, 0]), 'spreadsheet'],
    ['array.jsonl', '[\n{"text":"x","label":"a"}\n]\n', 'one JSON array'],
    ['header.csv', bytes([0xce, 0xc4], ',label\nx,a\n'), 'header is no UTF-8'],
    ['open.csv', 'text,label\nx,a\n"never closed,b\ny,c\n', 'opens at or after line 3 is never closed'],
    ['bad.parquet', 'PAR1 this is no parquet file PAR1', 'cannot be read'],
    ['short.parquet', 'x', 'cannot be read'],
    ['x.xlsx', 'x', 'unknown kind'],
  ]
  test.each(cases)('%s', async (name, content, reason) => {
    const error = await failure(file(name, content))
    expect(error.code).toBe('DATA_FILE_UNREADABLE')
    expect(error.message).toContain(reason)
    expect(error.message).toContain(name)
  })

  test.each(['missing.jsonl', 'missing.csv.gz', 'missing.parquet'])('%s', async (name) => {
    const error = await failure(join(folder, name))
    expect(error.code).toBe('DATA_FILE_UNREADABLE')
    expect(error.message).toContain('no such file')
  })
})

test('quotes may be read as ordinary characters', async () => {
  const path = file('raw.tsv', 'text\tlabel\n"open\ta\nsaid "so"\tb\n')
  expect(await all(path, { quotes: false })).toEqual([
    { text: '"open', label: 'a' },
    { text: 'said "so"', label: 'b' },
  ])
})
