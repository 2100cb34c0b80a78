import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { isTextgateError } from '@textgate/core'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { readVectors, type TokenLookup } from './read-vectors.ts'

const folder = mkdtempSync(join(tmpdir(), 'textgate-vectors-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let files = 0
function file(content: string | Uint8Array, ending = '.txt'): string {
  const path = join(folder, `vectors-${files++}${ending}`)
  writeFileSync(path, content)
  return path
}

function lookup(...words: string[]): TokenLookup {
  const tokens = ['[PAD]', '[UNK]', ...words]
  return { vocabularySize: tokens.length, tokenOf: (id) => tokens[id] }
}

const tokens = lookup('the', 'cat', 'éclair', '好', 'zebra')
const LINES = ['the 0.5 -1 2e-3', 'cat 1 2 3', 'éclair -0.25 .5 +4', '好 7 8 9', 'dog 1 1 1']
const WORD2VEC = `5 3\n${LINES.join('\n')}\n`
const FORMATS: [string, string | Uint8Array, string][] = [
  ['word2vec', WORD2VEC, '.txt'],
  ['GloVe, without a header', `${LINES.join('\n')}\n`, '.txt'],
  ['fastText, with a blank at the end of lines', `5 3\n${LINES.join(' \n')} \n`, '.vec'],
  ['tabs and the line ends of Windows', `${LINES.join('\r\n').replaceAll(' ', '\t')}\r\n`, '.txt'],
  ['a last line without an end, and a byte order mark', `\uFEFF5 3\n${LINES.join('\n')}`, '.vec'],
  ['gzip', gzipSync(WORD2VEC), '.vec.gz'],
]

async function refusal(path: string, size = 3): Promise<{ code: string; message: string }> {
  const error = await readVectors(path, { tokens, size }).catch((thrown: unknown) => thrown)
  if (isTextgateError(error)) return { code: error.code, message: error.message }
  throw error
}

describe('readVectors', () => {
  test.each(FORMATS)('reads %s', async (_name, content, ending) => {
    const ids = Int32Array.of(2, 2, 3, 1, 6)
    const { values, found, coverage } = await readVectors(file(content, ending), { tokens, size: 3, ids })
    const rows = [
      [0, 0, 0],
      [0, 0, 0],
      [0.5, -1, 2e-3],
      [1, 2, 3],
      [-0.25, 0.5, 4],
      [7, 8, 9],
      [0, 0, 0],
    ]
    expect(values).toEqual(Float32Array.from(rows.flat()))
    expect([...found]).toEqual([0, 0, 1, 1, 1, 1, 0])
    expect(coverage).toEqual({ found: 4, vocabulary: 5, tokenShare: 3 / 5 })
  })

  test('a token takes the word that is the same, else the first one that is so in lower case', async () => {
    const path = file('THE 1\nThe 2\nCat 3\ncat 4\nthé 5\nＣＡＴ 6\nZebra 7\ncat 8\n')
    const { values } = await readVectors(path, { tokens, size: 1 })
    expect([...values.subarray(2)]).toEqual([1, 4, 0, 0, 7])
    const cased = lookup('Apple', 'apple')
    const { values: both } = await readVectors(file('Apple 1\nAPPLE 2\n'), { tokens: cased, size: 1 })
    expect([...both.subarray(2)]).toEqual([1, 1])
  })

  test('words may hold blanks and be numbers; bytes that are no text are passed over', async () => {
    const odd = lookup('. .', '12', 'at name@domain.com', 'ok')
    const broken = Buffer.concat([Buffer.from([0xff, 0xfe, 0x20]), Buffer.from('1 2\n')])
    const lines = Buffer.from('. . 1 2\n12 3 4\nat name@domain.com 5 6\n\nok 7 8\n')
    const { values } = await readVectors(file(Buffer.concat([Buffer.from('9 2\n'), broken, lines])), {
      ...{ tokens: odd, size: 2 },
    })
    expect([...values.subarray(4)]).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
  })

  test('what is written is read, whatever the numbers', async () => {
    const number = fc.float({ noNaN: true, noDefaultInfinity: true })
    await fc.assert(
      fc.asyncProperty(
        fc
          .integer({ min: 1, max: 8 })
          .chain((size) =>
            fc.tuple(
              fc.constant(size),
              fc.array(fc.array(number, { minLength: size, maxLength: size }), { minLength: 1 }),
            ),
          ),
        fc.boolean(),
        async ([size, rows], hasHeader) => {
          const words = rows.map((_, i) => `w${i}`)
          const lines = rows.map((row, i) => [words[i], ...row].join(' '))
          const path = file([...(hasHeader ? [`${rows.length} ${size}`] : []), ...lines].join('\n'))
          const { values } = await readVectors(path, { tokens: lookup(...words), size })
          // Text knows no negative zero.
          expect([...values.subarray(2 * size)].map((value) => value + 0)).toEqual(
            rows.flat().map((value) => value + 0),
          )
        },
      ),
      { numRuns: 40 },
    )
  })

  test.each([
    ['a line with too few numbers', `5 3\n${LINES.join('\n')}\nbird 1 2\n`, 'line 7', 'found 2;'],
    ['a line with too many', `${LINES.join('\n')}\nbird 0.1 0.2 0.3 0.4\n`, 'line 6', 'found 4;'],
    ['a line without a word', `${LINES.join('\n')}\n1 2 3\n`, 'line 6', 'found 2;'],
    ['a word alone', `the 1 2 3\ncat\n`, 'line 2', 'found 0;'],
    ['what is no number', 'dog 1 2 3\ncat 1 two 3\n', 'line 2', 'found "two";'],
    ['what is not finite', 'dog 1 2 3\ncat 1 nan 3\n', 'line 2', 'found "nan";'],
    ['too large a number', 'dog 1 2 3\ncat 1 1e39 3\n', 'line 2', 'found "1e39";'],
    ['no vectors at all', '<html>\n<p>not found</p>\n', 'line 1', 'found 0;'],
  ])('names the line and what was expected: %s', async (_name, content, line, found) => {
    const path = file(content)
    const { code, message } = await refusal(path)
    expect(code).toBe('VECTORS_LINE_INVALID')
    expect(message).toContain(`${path} ${line}: expected a word and 3 numbers, ${found}`)
  })

  test.each([
    ['by its header', WORD2VEC],
    ['by its first line', `${LINES.join('\n')}\n`],
  ])('a file of another size is told %s, with the size to set', async (_name, content) => {
    const { code, message } = await refusal(file(content), 128)
    expect(code).toBe('VECTORS_SIZE_WRONG')
    expect(message).toContain(
      'has 3 numbers a word, but model.embeddingSize is 128; set model.embeddingSize to 3',
    )
  })

  test.each([
    ['a missing file', () => join(folder, 'nowhere.vec'), 'no such file'],
    ['a folder', () => folder, 'it is a folder'],
    ['an empty file', () => file(''), 'no vectors'],
    ['a header alone', () => file('0 3\n'), 'no vectors'],
    [
      'a gzip file that ends early',
      () => file(gzipSync(WORD2VEC).subarray(0, 40), '.vec.gz'),
      'ends too early',
    ],
    ['gzip by another name', () => file(gzipSync(WORD2VEC)), 'end in .gz'],
    ['a zip archive', () => file(Buffer.from([0x50, 0x4b, 3, 4, 0]), '.zip'), 'unpack it'],
    ['a binary file by its name', () => file('x', '.bin'), 'it is binary'],
    ['a binary file by its bytes', () => file(Buffer.from('1 3\nthe \0\0\x80\x3f\n')), 'it is binary'],
  ])('%s cannot be read', async (_name, path, reason) => {
    const { code, message } = await refusal(path())
    expect(code).toBe('VECTORS_FILE_UNREADABLE')
    expect(message).toContain(reason)
  })

  test('vectors of none of the tokens are of no use', async () => {
    const { code, message } = await refusal(file('katze 1 2 3\nhund 1 2 3\n'))
    expect(code).toBe('VECTORS_NOT_FOUND')
    expect(message).toContain('none of the 5 tokens')
  })

  test('memory follows the vocabulary, not the file', async () => {
    const line = Array.from({ length: 100 }, (_, i) => (i / 7).toFixed(4)).join(' ')
    const path = file('')
    const many = Array.from({ length: 20_000 }, (_, i) => `w${i} ${line}`).join('\n')
    for (let i = 0; i < 5; i++) writeFileSync(path, `${many}\n`, { flag: 'a' }) // 70 MB
    const before = process.memoryUsage()
    const read = readVectors(path, { tokens: lookup('w19999'), size: 100 })
    let peak = 0
    const watch = setInterval(() => {
      const { external, heapUsed } = process.memoryUsage()
      peak = Math.max(peak, external + heapUsed - before.external - before.heapUsed)
    }, 5)
    const { coverage } = await read
    clearInterval(watch)
    expect(coverage.found).toBe(1)
    expect(peak).toBeLessThan(64 * 1024 * 1024)
  })
})
