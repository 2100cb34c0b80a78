import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isTextgateError, type MultiLabelledText, type TextgateError } from '@textgate/core'
import fc from 'fast-check'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { afterAll, describe, expect, test } from 'vitest'
import { collectLabels } from './collect-labels.ts'
import { type ReadMultiExamplesOptions, readExamples, readMultiExamples } from './read-examples.ts'

const folder = mkdtempSync(join(tmpdir(), 'textgate-labels-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const COLUMNS = { textColumn: 'text', labelColumn: 'labels' }

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

async function all(path: string, options: Partial<ReadMultiExamplesOptions> = {}) {
  const list: MultiLabelledText[] = []
  for await (const row of readMultiExamples(path, { ...COLUMNS, ...options })) list.push(row)
  return list
}

async function failure(work: Promise<unknown>): Promise<TextgateError> {
  const thrown = await work.then(
    () => new Error('nothing was thrown'),
    (error: unknown) => error,
  )
  if (isTextgateError(thrown)) return thrown
  throw thrown
}

const jsonl = (rows: readonly unknown[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('')
const ROWS = [
  { text: 'both', labels: ['怒', 'joy'] },
  { text: 'none', labels: [] },
  { text: 'one', labels: ['joy'] },
]

describe('every format gives the same rows', () => {
  test('JSONL', async () => expect(await all(file('x.jsonl', jsonl(ROWS)))).toEqual(ROWS))

  test('CSV and TSV, with blanks around a label as layout', async () => {
    expect(await all(file('x.csv', 'text,labels\nboth,怒| joy \nnone,\none,joy\n'))).toEqual(ROWS)
    expect(await all(file('x.tsv', 'text\tlabels\nboth\t怒|joy\nnone\t \none\tjoy\n'))).toEqual(ROWS)
  })

  test('CSV with another separator', async () => {
    const path = file('semicolon.csv', 'text,labels\nboth,"怒; joy"\nnone,\none,joy\n')
    expect(await all(path, { labelSeparator: ';' })).toEqual(ROWS)
  })

  test('Parquet', async () => {
    const columnData = [
      { name: 'text', data: ROWS.map(({ text }) => text) },
      { name: 'labels', data: ROWS.map(({ labels }) => labels) },
    ]
    const schema = [
      { name: 'root', num_children: 2 },
      { name: 'text', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'REQUIRED' },
      { name: 'labels', converted_type: 'LIST', repetition_type: 'OPTIONAL', num_children: 1 },
      { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
      { name: 'element', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
    ]
    const bytes = parquetWriteBuffer({ columnData, schema, rowGroupSize: 2 } as never)
    expect(await all(file('x.parquet', new Uint8Array(bytes as ArrayBuffer)))).toEqual(ROWS)
  })
})

test('what was written as lists is read, whatever labels are called, each once', async () => {
  const label = fc
    .string({ unit: 'binary', minLength: 1 })
    .filter((text) => text.trim() !== '' && !/\p{Surrogate}/u.test(text))
  const rows = fc.array(fc.record({ text: fc.constant('x'), labels: fc.array(label) }), { minLength: 1 })
  await fc.assert(
    fc.asyncProperty(rows, async (examples) => {
      expect(await all(file('random.jsonl', jsonl(examples)))).toEqual(
        examples.map(({ text, labels }) => ({ text, labels: [...new Set(labels)] })),
      )
    }),
    { numRuns: 50 },
  )
})

test('a bare label is the one that a text has, and is not split where values have types', async () => {
  const path = file(
    'bare.jsonl',
    jsonl([
      { text: 'x', labels: 'a|b' },
      { text: 'y', labels: 3 },
    ]),
  )
  expect((await all(path)).map(({ labels }) => labels)).toEqual([['a|b'], ['3']])
})

test('numbers and booleans in a list become their JSON text', async () => {
  const path = file('numbers.jsonl', jsonl([{ text: 'x', labels: [1, true, '1'] }]))
  expect((await all(path))[0]?.labels).toEqual(['1', 'true'])
})

test('labels are collected from lists, and texts without any add none', async () => {
  const path = file('collect.jsonl', jsonl(ROWS))
  expect(await collectLabels(readMultiExamples(path, COLUMNS))).toEqual(['joy', '怒'])
})

describe('complaints name the place in the list', () => {
  test.each([
    ['null.jsonl', '{"text":"x","labels":null}\n', 'row 1 (line 1): "labels" is empty; write []'],
    ['object.jsonl', '{"text":"x","labels":["a",{}]}\n', 'label 2 of "labels" is an object, not a string'],
    ['nested.jsonl', '{"text":"x","labels":["a",["b"]]}\n', 'label 2 of "labels" is a list, not a string'],
    ['hole.jsonl', '{"text":"x","labels":["a",null]}\n', 'label 2 of "labels" is empty'],
    ['blank.jsonl', '{"text":"x","labels":[" ","a"]}\n', 'label 1 of "labels" is blank'],
    ['trailing.csv', 'text,labels\nx,a|\n', 'row 1 (line 2): label 2 of "labels" is empty'],
  ])('%s', async (name, content, complaint) => {
    const error = await failure(all(file(name, content)))
    expect(error.code).toBe('DATA_ROW_INVALID')
    expect(error.message).toContain(complaint)
  })

  test('an unknown label is named with the known ones', async () => {
    const error = await failure(all(file('unknown.jsonl', jsonl(ROWS)), { labels: ['joy'] }))
    expect(error.message).toContain('row 1 (line 1): unknown label "怒"; known are "joy"')
  })
})

test.each(['fail', 'skip'] as const)(
  'read as single labels under %s, the first list stops with the way out',
  async (onBadRow) => {
    const path = file('lists.jsonl', `\n${jsonl([{ text: 'x', labels: 'a' }, ...ROWS])}`)
    const read = async (): Promise<void> => {
      for await (const _ of readExamples(path, { ...COLUMNS, onBadRow }));
    }
    const error = await failure(read())
    expect(error.code).toBe('DATA_LABEL_IS_LIST')
    expect(error.message).toContain('row 2 (line 3): its label is a list')
    expect(error.message).toContain('model.head: multi')
  },
)
