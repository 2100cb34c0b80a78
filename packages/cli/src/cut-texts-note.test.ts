import { parseConfig } from '@textgate/core'
import { expect, test } from 'vitest'
import { cutTextsNote } from './cut-texts-note.ts'

test('texts that fill the most tokens are counted, with the way to read them whole', () => {
  const truncated = parseConfig({ tokenizer: { maxLength: 10 } })
  expect(cutTextsNote(Int32Array.of(3, 10, 9, 10), truncated)).toBe(
    '2 of 4 training texts fill tokenizer.maxLength, 10 tokens, and longer ones are cut; model.longText windows reads texts whole',
  )
  const windows = parseConfig({ model: { longText: 'windows' } })
  expect(cutTextsNote(Int32Array.of(32_768), windows)).toMatch(/raise it to read more$/)
})

test('nothing is said where all texts are shorter', () => {
  expect(cutTextsNote(Int32Array.of(3, 0, 399), parseConfig({}))).toBeUndefined()
})
