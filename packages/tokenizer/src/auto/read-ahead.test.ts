import { expect, it } from 'vitest'
import { readAhead } from './read-ahead.ts'

async function collect(texts: Iterable<string> | AsyncIterable<string>): Promise<string[]> {
  const list: string[] = []
  for await (const text of texts) list.push(text)
  return list
}

it('a stream is read ahead to the limit, and then whole and once', async () => {
  let read = 0
  let isClosed = false
  async function* stream() {
    try {
      for (const text of ['aa', 'bb', 'cc', 'dd']) {
        read++
        yield text
      }
    } finally {
      isClosed = true
    }
  }
  const { first, all } = await readAhead(stream(), 3)
  expect([first, read]).toEqual([['aa', 'bb'], 2])
  expect(await collect(all)).toEqual(['aa', 'bb', 'cc', 'dd'])
  const stopped = await readAhead(stream(), 3)
  isClosed = false
  for await (const _ of stopped.all) break
  expect(isClosed).toBe(true)
})

it('what is shorter than the limit, and any list, is read ahead whole', async () => {
  expect(await readAhead(new Set(['a', 'b']))).toEqual({ first: ['a', 'b'], all: ['a', 'b'] })
  const list = ['aaaa', 'bbbb']
  expect((await readAhead(list, 1)).all).toBe(list)
})
