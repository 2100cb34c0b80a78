import type { Prediction } from '@textgate/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { classifyRows, type RowAnswer } from './classify-rows.ts'
import { RequestFailure } from './request-failure.ts'

const answerOf = (text: string): Prediction => ({ label: `of ${text}`, probability: 1, probabilities: {} })
const refusal = (status: number): RequestFailure => new RequestFailure(status, 'CODE', 'no')

/** Runs over all rows and tells what came of each. */
async function run(
  texts: readonly string[],
  classify: (texts: readonly string[]) => Promise<readonly Prediction[]>,
  signal = new AbortController().signal,
): Promise<Map<number, RowAnswer>> {
  const answers = new Map<number, RowAnswer>()
  const onAnswer = (row: number, answer: RowAnswer): void => {
    expect(answers.has(row)).toBe(false)
    answers.set(row, answer)
  }
  await classifyRows(texts, [...texts.keys()], { classify, onAnswer, signal, wait: async () => undefined })
  return answers
}

describe('classifyRows', () => {
  test('gives each row its own answer once, and a refused text costs no other its answer', async () => {
    const bad = fc.array(fc.boolean(), { maxLength: 300 })
    await fc.assert(
      fc.asyncProperty(bad, async (isBad) => {
        const texts = isBad.map((one, row) => (one ? `bad ${row}` : `good ${row}`))
        const answers = await run(texts, async (batch) => {
          if (batch.some((text) => text.startsWith('bad'))) throw refusal(400)
          return batch.map(answerOf)
        })
        expect(answers.size).toBe(texts.length)
        for (const [row, text] of texts.entries()) {
          const expected = text.startsWith('bad') ? { failure: refusal(400) } : { prediction: answerOf(text) }
          expect(answers.get(row)).toEqual(expected)
        }
      }),
    )
  })

  test('asks for no more than 64 texts or 200,000 units at once, but a longer text alone', async () => {
    const texts = [...Array(200).fill('short'), ...Array(5).fill('x'.repeat(90_000)), 'x'.repeat(300_000)]
    const requests: (readonly string[])[] = []
    await run(texts, async (batch) => {
      requests.push(batch)
      return batch.map(answerOf)
    })
    expect(requests.flat()).toHaveLength(texts.length)
    for (const batch of requests) {
      expect(batch.length).toBeLessThanOrEqual(64)
      if (batch.length > 1) expect(batch.join('').length).toBeLessThanOrEqual(200_000)
    }
  })

  test.each([0, 429, 503])('asks again after status %d', async (status) => {
    let left = 3
    const answers = await run(['one'], async (batch) => {
      if (left-- > 0) throw refusal(status)
      return batch.map(answerOf)
    })
    expect(answers.get(0)?.prediction).toEqual(answerOf('one'))
  })

  test('waits longer each time, and as long as the server asks for', async () => {
    const waited: number[] = []
    const failures = [refusal(503), new RequestFailure(429, 'RATE_LIMITED', 'no', 30_000), refusal(503)]
    await classifyRows(['one'], [0], {
      classify: async (batch) => {
        const failure = failures.shift()
        if (failure) throw failure
        return batch.map(answerOf)
      },
      onAnswer: () => undefined,
      signal: new AbortController().signal,
      wait: async (ms) => void waited.push(ms),
    })
    expect(waited).toEqual([500, 30_000, 2000])
  })

  test.each([401, 404, 503])(
    'ends with status %d where no row can be answered, and keeps what was',
    async (status) => {
      const texts = Array.from({ length: 200 }, (_, row) => `${row}`)
      const answers = new Map<number, RowAnswer>()
      const ended = classifyRows(texts, [...texts.keys()], {
        classify: async (batch) => {
          if (!batch.includes('0')) throw refusal(status)
          return batch.map(answerOf)
        },
        onAnswer: (row, answer) => answers.set(row, answer),
        signal: new AbortController().signal,
        wait: async () => undefined,
      })
      await expect(ended).rejects.toEqual(refusal(status))
      expect(answers.size).toBe(64)
    },
  )

  test('stops when told to', async () => {
    const stop = new AbortController()
    const texts = Array(500).fill('x')
    let requests = 0
    const stopped = run(
      texts,
      async (batch) => {
        requests += 1
        if (requests === 3) stop.abort(new Error('enough'))
        return batch.map(answerOf)
      },
      stop.signal,
    )
    await expect(stopped).rejects.toThrow('enough')
    expect(requests).toBeLessThanOrEqual(4)
  })
})
