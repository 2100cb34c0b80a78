import { parseTokenizerConfig, randomGenerator } from '@textgate/core'
import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { trainTokenizer } from '../train-tokenizer.ts'
import { resolveTokenizerConfig } from './resolve-tokenizer-config.ts'

const config = parseTokenizerConfig({})

/** Words of a language that builds them of parts: a stem and up to four of its endings. */
function turkish(texts: number): string[] {
  const stems =
    'ev okul kitap göz yol el su deniz kapı masa kalem çiçek ağaç araba gün gece şehir köy dost anne baba kardeş ' +
    'sipariş kargo ürün iade fatura hesap mağaza müşteri kutu saat telefon ekran bilgisayar fiyat indirim adres'
  const endings = [
    'ler lar', // many
    'im ın imiz ınız leri ları sı', // whose
    'de den e i in den dan a ı', // where
    'ki ken miş dır dir ydi yken sa', // how
    'lik siz li ci cilik sizlik', // what of
  ].map((all) => all.split(' '))
  const random = randomGenerator('turkish')
  const pick = (list: readonly string[]): string => list[random.integer(list.length)] as string
  const word = (): string =>
    pick(stems.split(' ')) + endings.map((forms) => (random.next() < 0.35 ? pick(forms) : '')).join('')
  return Array.from({ length: texts }, () => Array.from({ length: 8 }, word).join(' '))
}

/** Sentences of a few hundred words that come again and again, with a rare name in each. */
function english(texts: number): string[] {
  const parts = [
    [
      'where is',
      'i am still waiting for',
      'please send me',
      'who took',
      'i would like to return',
      'thanks for',
    ],
    ['my', 'the', 'your', 'this', 'our new', 'the other'],
    ['parcel', 'card', 'order', 'refund', 'blue coat', 'invoice', 'password', 'account', 'chair', 'lamp'],
    ['today', 'before monday', 'because it broke', 'and the receipt', 'at the shop', 'which i never got'],
  ]
  const random = randomGenerator('english')
  return Array.from({ length: texts }, (_, i) =>
    [...parts.map((part) => part[random.integer(part.length)]), `says name${i.toString(36)}`].join(' '),
  )
}

const CHINESE = ['我想退货，钱什么时候退回来？', '快递三天没动了 app 也打不开', '这件衣服颜色很好看']
const UNSPACED: [string, string[]][] = [
  ['Thai', ['พัสดุของฉันอยู่ที่ไหน', 'ฉันต้องการคืนสินค้าเพราะสีไม่ถูกต้อง', 'ขอบคุณมากสำหรับความช่วยเหลือ']],
  [
    'Japanese',
    ['荷物はいつ届きますか？', '返品したいのですが、送料は誰が払いますか。', 'アプリが起動しません'],
  ],
  ['Lao', ['ພັດສະດຸຂອງຂ້ອຍຢູ່ໃສ', 'ຂ້ອຍຢາກສົ່ງເຄື່ອງຄືນ']],
  ['Khmer', ['កញ្ចប់របស់ខ្ញុំនៅឯណា', 'ខ្ញុំចង់ប្រគល់ទំនិញវិញ']],
  ['Burmese', ['ကျွန်တော့်ပစ္စည်းဘယ်မှာလဲ', 'ငွေပြန်အမ်းပေးပါ']],
]

describe('mode auto', () => {
  test.each(UNSPACED)('%s, which has no spaces between words, is read by character', async (name, texts) => {
    const { config: resolved, reason } = await resolveTokenizerConfig(texts, config)
    expect(resolved).toEqual({ ...config, mode: 'characters' })
    expect(reason).toContain(`${name}, which has no spaces`)
  })

  it.each([
    ['English', english(400), 'of held-out words unknown; bpe is taken above'],
    ['a few English texts', english(20), 'too few'],
    ['Chinese', CHINESE, 'Chinese; every character is a token'],
    ['Korean', ['제 소포는 어디에 있나요?', '환불을 받고 싶어요'], 'Korean; every character is a token'],
    ['Russian', ['Где моя посылка?', 'Я хочу вернуть деньги'], 'too few'],
    ['English and Chinese', [...english(400), ...CHINESE], 'held-out words'],
    ['Thai among much English', [...english(40), 'พัสดุของฉันอยู่ที่ไหน'], 'too few'],
  ])('%s is read by words', async (_name, texts, because) => {
    const { config: resolved, reason } = await resolveTokenizerConfig(texts, config)
    expect(resolved).toEqual({ ...config, mode: 'words' })
    expect(reason).toContain(because)
  })

  it('words that go on and on are read in parts', async () => {
    const { config: resolved, reason } = await resolveTokenizerConfig(turkish(400), config)
    expect(resolved).toEqual({ ...config, mode: 'bpe' })
    expect(reason).toMatch(/leaves \d\d % of held-out words unknown, more than \d\d %/)
  })

  it.each([
    ['numbers', { numbers: 'digits' }],
    ['maxVocabulary', { maxVocabulary: 100 }],
  ] as const)(
    '%s that bpe cannot have keep the words whole, and the reason names it',
    async (key, change) => {
      const changed = parseTokenizerConfig(change)
      const { config: resolved, reason } = await resolveTokenizerConfig(turkish(400), changed)
      expect(resolved.mode).toBe('words')
      expect(reason).toContain(`bpe cannot be had with ${key} ${changed[key]}`)
    },
  )

  it('jieba stays where there are words, and is set back where there are none', async () => {
    const withJieba = parseTokenizerConfig({ chinese: 'jieba' })
    const chinese = await resolveTokenizerConfig(CHINESE, withJieba)
    expect(chinese.config).toMatchObject({ mode: 'words', chinese: 'jieba' })
    expect(chinese.reason).toContain('jieba finds the words')
    const thai = await resolveTokenizerConfig((UNSPACED[0] as [string, string[]])[1], withJieba)
    expect(parseTokenizerConfig(thai.config)).toMatchObject({ mode: 'characters', chinese: 'characters' })
  })

  it.each([
    ['no texts', [], 'no texts'],
    ['empty texts', ['', ' '], 'no letters'],
    ['punctuation and numbers', ['!!! ...', '?? 12', '😀'], 'no letters'],
  ])('%s give words', async (_name, texts, because) => {
    const { config: resolved, reason } = await resolveTokenizerConfig(texts, config)
    expect(resolved.mode).toBe('words')
    expect(reason).toContain(because)
  })

  it('a mode that was given stays, and no text is read', async () => {
    const texts: Iterable<string> = {
      [Symbol.iterator]: () => {
        throw new Error('read')
      },
    }
    for (const mode of ['words', 'characters', 'bpe'] as const) {
      expect((await resolveTokenizerConfig(texts, { ...config, mode })).config.mode).toBe(mode)
    }
  })

  it('neither order nor repetition of the texts matters, and the result is never auto', async () => {
    const some = fc.constantFrom(...UNSPACED.flatMap(([, texts]) => texts), ...CHINESE, 'so what', '!', 'x y')
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(some, fc.string({ unit: 'binary' })), { maxLength: 30 }),
        fc.integer(),
        async (texts, seed) => {
          const resolved = await resolveTokenizerConfig(texts, config)
          const other = randomGenerator(seed).shuffle([...texts, ...texts.slice(0, 3)])
          expect(await resolveTokenizerConfig(other, config)).toEqual(resolved)
          expect(resolved.config.mode).not.toBe('auto')
        },
      ),
    )
    const many = [...turkish(1500), ...english(6000)]
    expect(await resolveTokenizerConfig(many.toReversed(), config)).toEqual(
      await resolveTokenizerConfig(many, config),
    )
  })
})

describe('trainTokenizer with mode auto', () => {
  it('gives the file of the mode that was chosen, from a list and from a stream, and says why', async () => {
    async function* stream(texts: string[]) {
      yield* texts
    }
    for (const texts of [english(300), turkish(400), CHINESE, UNSPACED[1]?.[1] as string[]]) {
      const { config: resolved, reason } = await resolveTokenizerConfig(texts, { ...config, minFrequency: 1 })
      const expected = await trainTokenizer(texts, resolved)
      for (const given of [texts, stream(texts), new Set(texts)]) {
        const tokenizer = await trainTokenizer(given, { ...config, minFrequency: 1 })
        expect(tokenizer.modeReason).toBe(reason)
        expect(tokenizer.config).toEqual(resolved)
        if (!(given instanceof Set)) expect(tokenizer.toJson()).toBe(expected.toJson())
      }
      expect(expected.modeReason).toBeUndefined()
    }
  })

  it('refuses texts that hold nothing, as in any mode', async () => {
    await expect(trainTokenizer([], config)).rejects.toMatchObject({ code: 'VOCABULARY_EMPTY' })
    await expect(trainTokenizer([' ', ''], config)).rejects.toMatchObject({ code: 'VOCABULARY_EMPTY' })
    expect((await trainTokenizer(['!!', '!'], config)).vocabularySize).toBe(3)
  })
})
