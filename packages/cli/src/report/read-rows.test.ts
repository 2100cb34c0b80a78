import { expect, test } from 'vitest'
import { readRows } from './read-rows.ts'

const ROWS = ['one', 'two words', '三个字'].map((text) => ({ text, label: 'a' }))
/** A token a UTF-16 unit. */
const tokenizer = { encodeIds: (text: string) => new Int32Array(text.length) }

async function* examples() {
  yield* ROWS
}

test('keeps the wanted texts alone, and the length of every row', async () => {
  const read = await readRows(examples(), { file: 'f', rows: 3, wanted: new Set([1]), tokenizer })
  expect([...read.texts]).toEqual([[1, 'two words']])
  expect([...read.lengths]).toEqual([3, 9, 3])
})

test.each([2, 4])('a file that had %d rows when it was evaluated and has 3 now is refused', async (rows) => {
  await expect(
    readRows(examples(), { file: 'data.jsonl', rows, wanted: new Set(), tokenizer }),
  ).rejects.toThrow(`DATA_FILE_UNREADABLE: data.jsonl has 3 rows now and had ${rows}`)
})
