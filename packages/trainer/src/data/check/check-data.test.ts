import { gzipSync } from 'node:zlib'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { describe, expect, test } from 'vitest'
import { dataFiles, labelled, type WrittenRow } from '../../testing/data-files.ts'

const { write, check } = dataFiles()
const TEXTS = [
  'where is my parcel',
  'the box came broken',
  'pay by card please',
  '我想退货，钱什么时候退',
  'no reply since May',
]
const CLEAN = [...labelled('a', ...TEXTS), ...labelled('b', 'is it made of wool', 'send me the invoice')]

describe('duplicates', () => {
  test('are rows after the first with the same text, unchanged or but for case, width and white space', async () => {
    const again = labelled('a', TEXTS[0]!, ' Where is\tmy\n ＰＡＲＣＥＬ ', TEXTS[0]!)
    const { duplicates } = await check({ train: [...CLEAN, ...again] })
    expect(duplicates.parts).toEqual([{ part: 'train', rows: 3, of: 10, share: 0.3, exact: 2 }])
    expect(duplicates.examples[1]).toEqual({
      ...{ part: 'train', row: 9, line: 9, text: again[1]?.text, labels: ['a'] },
      like: { part: 'train', row: 1, line: 1 },
    })
  })

  test('are not rows that another part has too', async () => {
    const { duplicates } = await check({ train: CLEAN, test: CLEAN })
    expect(duplicates.parts.map(({ rows }) => rows)).toEqual([0, 0])
  })
})

describe('leakage', () => {
  test('is counted in rows of the later part and in rows of the earlier', async () => {
    const test = [
      ...labelled('a', TEXTS[1]!, 'THE BOX CAME BROKEN', 'quite new'),
      ...labelled('b', 'also new'),
    ]
    const { leakage } = await check({ train: [...CLEAN, ...labelled('a', TEXTS[1]!)], test })
    expect(leakage.pairs).toMatchObject([
      { part: 'test', earlier: 'train', rows: 2, of: 4, share: 0.5, exact: 1, earlierRows: 2 },
    ])
    expect(leakage.pairs[0]?.examples.map(({ row, like }) => [row, like?.row])).toEqual([
      [1, 2],
      [2, 2],
    ])
  })

  test('is looked for in every pair of parts', async () => {
    const { leakage } = await check({
      train: CLEAN,
      dev: labelled('a', 'x', 'y'),
      test: labelled('a', 'y', TEXTS[2]!),
    })
    expect(leakage.pairs.map(({ part, earlier, rows }) => `${part} in ${earlier}: ${rows}`)).toEqual([
      'dev in train: 0',
      'test in train: 1',
      'test in dev: 1',
    ])
  })
})

describe('conflicting labels', () => {
  test('count every row of a text that one part labels in several ways', async () => {
    const rows = [
      ...labelled('a', 'same', 'same'),
      ...labelled('b', 'SAME', 'other'),
      ...labelled('a', 'same'),
    ]
    const { conflicts } = await check({ train: [...CLEAN, ...rows] })
    expect(conflicts.within).toMatchObject([{ part: 'train', rows: 4, texts: 1, of: 12 }])
    expect(conflicts.examples).toMatchObject([{ row: 10, labels: ['b'], like: { row: 8, labels: ['a'] } }])
  })

  test('across parts count the rows of the later one', async () => {
    const { conflicts } = await check({ train: CLEAN, test: labelled('b', TEXTS[0]!, TEXTS[1]!, 'new') })
    expect(conflicts.across).toMatchObject([{ part: 'test', earlier: 'train', rows: 2, of: 3 }])
    expect(conflicts.within.map(({ rows }) => rows)).toEqual([0, 0])
  })

  test('do not look at the order of several labels', async () => {
    const rows: WrittenRow[] = [
      { text: 'same', label: ['a', 'b'] },
      { text: 'same', label: ['b', 'a', 'b'] },
      { text: 'less', label: ['a', 'b'] },
      { text: 'less', label: ['a'] },
    ]
    const { conflicts } = await check({ train: rows })
    expect(conflicts.within).toMatchObject([{ rows: 2, texts: 1 }])
  })
})

describe('labels', () => {
  test('are counted by part; rare, unknown and lone ones are named', async () => {
    const many = (label: string, count: number): WrittenRow[] =>
      Array.from({ length: count }, (_, i) => ({ text: `${label} ${i}`, label }))
    const { labels } = await check({
      train: [...many('large', 60), ...many('small', 5), ...many('lone', 4)],
      test: [...many('large', 6), ...many('small', 6), ...many('unknown', 7)],
    })
    expect(labels.labels).toEqual([
      { label: 'large', rows: [60, 6] },
      { label: 'lone', rows: [4, 0] },
      { label: 'small', rows: [5, 6] },
      { label: 'unknown', rows: [0, 7] },
    ])
    expect(labels.rare).toEqual([{ part: 'train', label: 'lone', rows: 4 }])
    expect(labels.unknown).toEqual([{ part: 'test', label: 'unknown', rows: 7 }])
    expect(labels.lone).toEqual([{ part: 'train', label: 'lone', rows: 4 }])
    expect(labels.parts[0]).toEqual({
      ...{ part: 'train', labels: 3, unlabelled: 0 },
      ...{ largest: 60, smallest: 4, imbalance: 15 },
    })
  })

  test('in lists count each for the row, and a row may have none', async () => {
    const { labels } = await check({
      train: [
        { text: 'x', label: ['a', 'b'] },
        { text: 'y', label: ['b'] },
        { text: 'z', label: [] },
      ],
    })
    expect(labels.labels).toEqual([
      { label: 'a', rows: [1] },
      { label: 'b', rows: [2] },
    ])
    expect(labels.parts).toMatchObject([{ labels: 2, unlabelled: 1 }])
  })
})

describe('lengths', () => {
  test('are measured in code points and in tokens, blank texts apart', async () => {
    const rows = labelled('a', '', ' \n', '好', 'ok', '😀😀', ' yes ', 'one two three', 'one two three four')
    const tokens = { count: (text: string) => text.trim().split(/\s+/).length, maxLength: 3 }
    const { lengths } = await check({ train: rows }, { tokens })
    expect(lengths.parts).toMatchObject([
      {
        characters: { median: 2, p95: 18, max: 18 },
        tokens: { median: 1, p95: 4, max: 4 },
        empty: { rows: 1, of: 8 },
        blank: { rows: 1 },
        short: { rows: 3 },
        long: { rows: 1, share: 1 / 8 },
      },
    ])
    expect(lengths.emptyExamples.map(({ row }) => row)).toEqual([1, 2])
    expect(lengths.shortExamples.map(({ text }) => text)).toEqual(['好', 'ok', '😀😀'])
  })
})

describe('scripts', () => {
  test('are counted by row, and rows apart from nearly all others are shown', async () => {
    const latin = labelled('a', ...Array.from({ length: 38 }, (_, i) => `an ordinary text, number ${i}`))
    const { scripts } = await check({
      train: [...latin, ...labelled('a', 'Где моя посылка?', '12345 :-)')],
      test: labelled('a', '我的 app 打不开', 'アプリが起動しません', 'naïve Ωmega'),
    })
    expect(scripts.usual).toBe('Latin')
    expect(scripts.parts[0]?.scripts).toMatchObject([
      { script: 'Latin', rows: 38, share: 0.95 },
      { script: 'Cyrillic', rows: 1 },
      { script: 'none', rows: 1 },
    ])
    expect(scripts.parts.map(({ unusual, mixed }) => [unusual.rows, mixed.rows])).toEqual([
      [1, 0],
      [2, 1],
    ])
    expect(scripts.parts[1]?.scripts.map(({ script }) => script)).toEqual(['Han', 'Japanese', 'Latin'])
    expect(scripts.examples.map(({ part, row }) => `${part} ${row}`)).toEqual([
      'train 39',
      'test 1',
      'test 2',
    ])
  })

  test('of two languages have no usual one', async () => {
    const { scripts } = await check({ train: CLEAN })
    expect(scripts.usual).toBeUndefined()
    expect(scripts.parts[0]?.unusual.rows).toBe(0)
  })
})

describe('bad rows', () => {
  test('are counted by what is wrong, and the others are checked', async () => {
    const good = '{"text":"where is my parcel","label":"a"}\n'
    const latin1 = Buffer.from('{"text":"caf\xe9","label":"a"}\n', 'latin1')
    const bad = [
      '{"text":',
      '{"label":"a"}',
      '{"text":"x"}',
      '{"text":7,"label":"a"}',
      '{"text":"x","label":[""]}',
    ]
    const file = write(
      'bad.jsonl',
      Buffer.concat([Buffer.from(good), latin1, Buffer.from(`${bad.join('\n')}\n\n${good}`)]),
    )
    const { badRows, duplicates } = await check({ train: file })
    expect(badRows.parts).toEqual([
      { part: 'train', rows: 6, of: 8, share: 0.75, unreadable: 1, encoding: 1, text: 2, label: 2 },
    ])
    expect(badRows.examples.map(({ row, reason }) => `${row} ${reason.slice(0, 17)}`)).toEqual([
      '2 bytes that are no',
      '3 bad JSON (Unexpec',
      '4 "text" is missing',
    ])
    expect(duplicates.parts).toMatchObject([{ rows: 1, of: 2 }])
    expect(duplicates.examples).toMatchObject([{ row: 8, line: 9, like: { row: 1, line: 1 } }])
  })

  test('in all of a file mean a wrong column, which is an error', async () => {
    await expect(check({ train: CLEAN }, { labelColumn: 'intent' })).rejects.toMatchObject({
      code: 'DATA_COLUMN_MISSING',
      message: expect.stringContaining('no column "intent", only "text", "label"'),
    })
  })
})

test('the same rows give the same findings in every format', async () => {
  const rows = [...CLEAN, ...labelled('b', TEXTS[0]!, 'a "quoted"\ttext, with\nlines')]
  const field = (text: string): string => `"${text.replaceAll('"', '""')}"`
  const lines = (delimiter: string): string =>
    ['text', ...rows.map(({ text }) => field(text))]
      .map((text, i) => `${text}${delimiter}${i === 0 ? 'label' : rows[i - 1]?.label}\r\n`)
      .join('')
  const parquet = parquetWriteBuffer({
    columnData: [
      { name: 'text', data: rows.map(({ text }) => text), type: 'STRING' },
      { name: 'label', data: rows.map(({ label }) => label), type: 'STRING' },
    ],
  })
  const files = [
    write('rows.csv', lines(',')),
    write('rows.tsv.gz', gzipSync(lines('\t'))),
    write('rows.parquet', new Uint8Array(parquet)),
  ]
  const withoutLines = (report: unknown): string =>
    JSON.stringify(report, (key, value) => (key === 'line' || key === 'file' ? undefined : value))
  const expected = withoutLines(await check({ train: rows, test: rows }))
  for (const file of files) expect(withoutLines(await check({ train: file, test: file }))).toBe(expected)
})

test('a CSV cell holds several labels where a separator is given', async () => {
  const file = write('cells.csv', 'text,label\nx,a|b\ny,b\nz,\n')
  const { labels } = await check({ train: file }, { labelSeparator: '|' })
  expect(labels.labels.map(({ label }) => label)).toEqual(['a', 'b'])
  expect(labels.parts).toMatchObject([{ unlabelled: 1 }])
  const single = await check({ train: file })
  expect(single.labels.labels.map(({ label }) => label)).toEqual(['a|b', 'b'])
  expect(single.badRows.parts).toMatchObject([{ rows: 1, label: 1 }])
})

test('lists of labels are read from Parquet', async () => {
  const columnData = [
    { name: 'text', data: ['x', 'y'], type: 'STRING' as const },
    { name: 'labels', data: [['a', 'b'], ['b']], type: 'JSON' as const },
  ]
  const file = write('lists.parquet', new Uint8Array(parquetWriteBuffer({ columnData })))
  const { labels, badRows } = await check({ train: file }, { labelColumn: 'labels' })
  expect(badRows.parts).toMatchObject([{ rows: 0, of: 2 }])
  expect(labels.labels).toEqual([
    { label: 'a', rows: [1] },
    { label: 'b', rows: [2] },
  ])
})
