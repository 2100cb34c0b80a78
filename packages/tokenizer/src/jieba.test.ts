import { parseTokenizerConfig } from '@textgate/core'
import { tokenizerLaws } from '@textgate/core/testing'
import { expect, it } from 'vitest'
import { jiebaSegmenter } from './jieba.ts'
import { loadTokenizer } from './load-tokenizer.ts'
import { trainTokenizer } from './train-tokenizer.ts'

const texts = ['这家酒店的服务非常好，iPhone15也很便宜。𠮷野家', '酒店服务很好，非常便宜！酒店，服务，非常']
const config = parseTokenizerConfig({ chinese: 'jieba', minFrequency: 1 })

it('words of Chinese are tokens, with their places in the text', async () => {
  const tokenizer = await trainTokenizer(texts, config, { segmenter: await jiebaSegmenter() })
  const text = 'ｉＰｈｏｎｅ15,酒店服务很好!'
  const { ids, offsets } = tokenizer.encode(text)
  expect([...ids].map((id) => tokenizer.tokenOf(id))).toEqual([
    'iphone15',
    ',',
    '酒店',
    '服务',
    '很',
    '好',
    '!',
  ])
  expect(text.slice(offsets[4], offsets[5])).toBe('酒店')
  for (const { check } of tokenizerLaws)
    for (const t of [...texts, '', '𠮷𠮷\ud842', '葛\u{e0100}飾区']) check(tokenizer, t)
})

it('loaded with the segmenter it gives the same ids, and it says what other libraries cannot do', async () => {
  const segmenter = await jiebaSegmenter()
  const tokenizer = await trainTokenizer(texts, config, { segmenter })
  const loaded = loadTokenizer(tokenizer.toJson(), { segmenter })
  for (const text of texts) expect(loaded.encode(text)).toEqual(tokenizer.encode(text))
  expect(tokenizer.notes.join()).toContain('jieba')
})

it('without a segmenter it is neither trained nor loaded', async () => {
  const segmenter = await jiebaSegmenter()
  await expect(trainTokenizer(texts, config)).rejects.toMatchObject({ code: 'TOKENIZER_SEGMENTER_MISSING' })
  const json = (await trainTokenizer(texts, config, { segmenter })).toJson()
  expect(() => loadTokenizer(json)).toThrow('TOKENIZER_SEGMENTER_MISSING: ')
  expect(() => loadTokenizer(json, { segmenter: { ...segmenter, name: 'other' } })).toThrow(
    'trained with segmenter jieba',
  )
})
