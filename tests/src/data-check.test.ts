import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { textgate } from './run-textgate.ts'

const root = join(import.meta.dirname, '../..')
const corpus = join(root, 'examples/customer-messages')
const [trainFile, devFile, testFile] = ['train', 'dev', 'test'].map((part) =>
  join(corpus, `${part}.jsonl`),
) as [string, string, string]

let folder: string
/** The sample corpus with ten training rows in its test part, two of them with another label. */
let leaked: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'textgate-check-'))
  const [train, test] = await Promise.all([trainFile, testFile].map((file) => readFile(file, 'utf8')))
  const taken = (train as string)
    .split('\n')
    .slice(0, 10)
    .map((line) => JSON.parse(line))
  for (const row of taken.slice(0, 2)) row.label = row.label === 'refund' ? 'payment' : 'refund'
  leaked = join(folder, 'leaked.jsonl.gz')
  await writeFile(leaked, gzipSync(test + taken.map((row) => `${JSON.stringify(row)}\n`).join('')))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const check = (...args: string[]): ReturnType<typeof textgate> => textgate(['data', 'check', ...args])

describe('data check', () => {
  test('finds nothing in the sample corpus, says so in one line and exits with 0', async () => {
    const run = await check('--train', trainFile, '--dev', devFile, '--test', testFile)
    expect([run.code, run.stderr]).toEqual([0, ''])
    const lines = run.stdout.trimEnd().split('\n')
    expect(lines).toHaveLength(8)
    expect(lines[1]).toMatch(/^train +960 +6 +1\.0 .*Han 50\.0 %, Latin 50\.0 %/)
    expect(lines.at(-1)).toMatch(/^nothing found: bad-rows, empty, leakage, .*, order$/)
  })

  test('names rows that are trained on and tested, by file and row, and exits with 0 all the same', async () => {
    const run = await check(trainFile, leaked, '--examples', '2')
    expect(run.code).toBe(0)
    expect(run.stdout).toContain(
      'leaked.jsonl.gz: 10 of 130 rows (7.7 %) also in train.jsonl, 10 of them unchanged',
    )
    expect(run.stdout.match(/leaked\.jsonl\.gz row 12[12], like train\.jsonl row [12]: /g)).toHaveLength(2)
    expect(run.stdout).toMatch(
      /conflicts +leaked\.jsonl\.gz: 2 of 130 rows \(1\.5 %\) labelled in another way in train/,
    )
  })

  test('with --json gives one object with every finding', async () => {
    const run = await check('--train', trainFile, '--test', leaked, '--json', '--examples', '1')
    expect(run.stdout.trimEnd().split('\n')).toHaveLength(1)
    expect(run.json()).toMatchObject({
      parts: [
        { name: 'train', file: trainFile },
        { name: 'test', file: leaked },
      ],
      leakage: {
        pairs: [{ part: 'test', earlier: 'train', rows: 10, of: 130, exact: 10, examples: [{ row: 121 }] }],
      },
      conflicts: { across: [{ rows: 2 }] },
      tokenizer: { mode: 'words', maxLength: 400, reason: expect.stringContaining('held-out words') },
      badRows: {
        parts: [
          { rows: 0, of: 960 },
          { rows: 0, of: 130 },
        ],
      },
    })
    expect(run.stderr).toContain('10 of 130 rows')
  })

  test('counts what other commands stop at', async () => {
    const file = join(folder, 'bad.csv')
    await writeFile(file, Buffer.from('text,label\nfine,a\n,a\ncaf\xe9,b\none,two,three\nfine,a\n', 'latin1'))
    const run = await check(file)
    expect(run.code).toBe(0)
    expect(run.stdout).toMatch(/bad-rows +bad\.csv: 2 of 5 rows \(40\.0 %\) not readable/)
    expect(run.stdout).toContain('bad.csv row 3 (line 4): bytes that are no UTF-8')
    expect(run.stdout).toMatch(/empty +bad\.csv: 1 of 3 rows/)
    expect(run.stdout).toMatch(/duplicates +bad\.csv: 1 of 2 rows \(50\.0 %\)/)
  })

  test('reads lists of labels, and the columns and maxLength of a configuration', async () => {
    const file = join(folder, 'lists.jsonl')
    const rows = [
      { body: 'the box came broken', topics: ['refund', 'complaint'] },
      { body: 'the box came broken', topics: ['complaint', 'refund'] },
      { body: 'where is it', topics: ['order_status'] },
    ]
    await writeFile(file, rows.map((row) => JSON.stringify(row)).join('\n'))
    const config = join(folder, 'config.jsonc')
    await writeFile(
      config,
      '{ "data": { "textColumn": "body", "labelColumn": "topics" }, "tokenizer": { "mode": "characters", "maxLength": 10 } }',
    )
    const run = await check(file, '--config', config, '--json')
    expect(run.json()).toMatchObject({
      labels: { parts: [{ labels: 3 }] },
      duplicates: { parts: [{ rows: 1 }] },
      conflicts: { within: [{ rows: 0 }] },
      lengths: { parts: [{ tokens: { median: 16, max: 16 }, long: { rows: 2 } }] },
      tokenizer: { mode: 'characters', maxLength: 10 },
    })
    const single = await check(file, '--text-column', 'body')
    expect([single.code, single.stderr]).toEqual([1, expect.stringContaining('DATA_COLUMN_MISSING')])
  })
})

test.each(['README.md', 'README.zh-CN.md'])('%s shows what the command prints', async (page) => {
  const [, command = '', shown] =
    /^\$ textgate (data check .*)\n([\s\S]*?)^```/m.exec(await readFile(join(root, page), 'utf8')) ?? []
  const [train, test] = await Promise.all([trainFile, testFile].map((file) => readFile(file, 'utf8')))
  await writeFile(join(folder, 'train.jsonl'), train as string)
  await writeFile(join(folder, 'test.jsonl'), `${test}${train?.split('\n').slice(0, 2).join('\n')}`)
  const run = await textgate(command.split(' '), { cwd: folder })
  expect(run.stdout + run.stderr).toBe(shown)
})

describe('data check --fail-on', () => {
  test('exits with 1 where a condition is met, after the whole report', async () => {
    const run = await check('--train', trainFile, '--test', leaked, '--fail-on', 'duplicates,leakage:5%')
    expect(run.code).toBe(1)
    expect(run.stdout).toContain('also in train')
    expect(run.stderr).toMatch(
      /^error: DATA_CHECK_FAILED: leakage:5% \(10 of 130 in test with train, 7\.7 %\); .*\n$/,
    )
  })

  test('with --json gives the report and the error in the one object', async () => {
    const run = await check(trainFile, leaked, '--fail-on', 'conflicts,order', '--json')
    expect(run.code).toBe(1)
    expect(run.stdout.trimEnd().split('\n')).toHaveLength(1)
    expect(run.json()).toMatchObject({
      leakage: { pairs: [{ rows: 10 }] },
      error: {
        code: 'DATA_CHECK_FAILED',
        details: { conditions: [{ condition: 'conflicts', check: 'conflicts', value: 2, of: 130 }] },
      },
    })
  })

  test('exits with 0 where no condition is met', async () => {
    const run = await check(trainFile, leaked, '--fail-on', 'leakage:10,leakage:8%,duplicates,bad-rows')
    expect([run.code, run.stderr]).toEqual([0, ''])
  })

  test.each([
    [['--fail-on', 'leaks'], 'the checks are bad-rows, empty, leakage'],
    [['--fail-on', 'order:5%'], 'order takes no percentage'],
    [['--examples', 'many'], 'no whole number'],
  ])('%j is wrong usage', async (flags, message) => {
    const run = await check(trainFile, ...flags)
    expect([run.code, run.stderr]).toEqual([2, expect.stringContaining(message)])
  })

  test('no file is wrong usage, and a missing one fails', async () => {
    expect((await check()).code).toBe(2)
    const run = await check(join(folder, 'nowhere.jsonl'))
    expect([run.code, run.stderr]).toEqual([1, expect.stringContaining('DATA_FILE_UNREADABLE')])
  })
})
