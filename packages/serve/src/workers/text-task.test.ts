import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { TextInput } from '../service/inference-service.ts'
import { type TextPart, textTask } from './text-task.ts'

/** "Classes" of a text that tell which text it was: its length and its first code unit. */
const answerOf = (texts: readonly TextInput[]) =>
  Float32Array.from(texts.flatMap((text) => [text.length, String(text).charCodeAt(0) || 0]))

test('parts completed in any order give each text its own answer', async () => {
  const textsOf = fc.array(fc.string({ maxLength: 30 }), { minLength: 1, maxLength: 60 })
  await fc.assert(
    fc.asyncProperty(
      textsOf,
      fc.integer({ min: 1, max: 20 }),
      fc.infiniteStream(fc.nat()),
      async (texts, maxPart, picks) => {
        const task = textTask('model', texts, maxPart)
        const parts: TextPart[] = []
        for (let part = task.take(); part; part = task.take()) parts.push(part)
        expect(parts.every(({ texts }) => texts.length >= 1 && texts.length <= maxPart)).toBe(true)
        while (parts.length > 0) {
          const [part] = parts.splice((picks.next().value as number) % parts.length, 1)
          part?.complete(answerOf(part.texts))
        }
        expect(await task.answer).toEqual(answerOf(texts))
      },
    ),
  )
})

test('a request that fits one part keeps its order and is one part', () => {
  const task = textTask('model', ['long', 'a', ''], 3)
  expect(task.take()?.texts).toEqual(['long', 'a', ''])
  expect(task.take()).toBeUndefined()
})

test('a failed task hands out no more parts, and late answers change nothing', async () => {
  const task = textTask('model', ['a', 'b'], 1)
  const part = task.take()
  task.fail(new Error('gone'))
  expect(task.take()).toBeUndefined()
  part?.complete(new Float32Array(2))
  await expect(task.answer).rejects.toThrow('gone')
})

test('a part that was put back is handed out again', async () => {
  const task = textTask('model', ['a', 'b'], 1)
  task.take()?.putBack()
  const parts = [task.take(), task.take()]
  for (const part of parts) part?.complete(answerOf(part.texts))
  expect(await task.answer).toEqual(answerOf(['a', 'b']))
})
