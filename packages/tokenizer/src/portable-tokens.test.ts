import { parseTokenizerConfig } from '@textgate/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { portableTokens } from './portable-tokens.ts'
import { trainTokenizer } from './train-tokenizer.ts'

const settings = [
  ['lower-cased', portableTokens(true)],
  ['with their case', portableTokens(false)],
] as const

const letters = fc.oneof(
  fc.constantFrom(...'abzABZ019éÉßẞıİσςΣжЖǆǅǄ中ａＡ①ﬁ'),
  fc.constantFrom('\u0301', '\u0307', '\u0323', '\u1100', '\u1161', 'ſ', '\u212a', '𝐀', '𐐀'),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
)
const words = fc.array(letters, { minLength: 1, maxLength: 6 }).map((parts) => parts.join(''))

describe.each(settings)('tokens %s', (_, { canonicalToken, variantsOf }) => {
  it('count as a token that counts as itself, whatever they are', () => {
    for (let code = 0; code < 0x110000; code++) {
      if (code >= 0xd800 && code < 0xe000) continue
      const canonical = canonicalToken(String.fromCodePoint(code))
      if (canonicalToken(canonical) !== canonical) expect.fail(`U+${code.toString(16)} ${canonical}`)
    }
    fc.assert(
      fc.property(words, (word) => {
        const canonical = canonicalToken(word)
        expect(canonicalToken(canonical)).toBe(canonical)
      }),
      { numRuns: 5000 },
    )
  })

  it('are found in a list of spellings exactly where they count as its token', () => {
    // A to Z are lower-cased before tokens are looked up.
    fc.assert(
      fc.property(fc.array(words, { minLength: 1, maxLength: 4 }), words, (vocabulary, word) => {
        const lowered =
          canonicalToken('A') === 'a' ? word.replace(/[A-Z]/g, (letter) => letter.toLowerCase()) : word
        const tokens = [...new Set([...vocabulary, lowered].map(canonicalToken))]
        const ids = new Map<string, number>(tokens.map((token, id) => [token, id]))
        for (const [spelling, id] of variantsOf(tokens)) {
          expect(ids.has(spelling)).toBe(false)
          ids.set(spelling, id)
        }
        const canonical = canonicalToken(lowered)
        expect(ids.get(lowered)).toBe(tokens.indexOf(canonical))
      }),
      { numRuns: 60 },
    )
  })
})

describe('a portable tokenizer', () => {
  const training = trainTokenizer(
    ['Élan café 中文 １ straße ΟΔΟΣ', 'élan CAFÉ 中文 1 Straße οδοσ', 'e\u0301lan x\u200by \ufffd \ufffd'],
    parseTokenizerConfig({ mode: 'words', normalization: 'portable' }),
  )
  const sameIds = async (...texts: string[]): Promise<void> => {
    const { encodeIds } = await training
    const [first, ...others] = texts.map((text) => [...encodeIds(text)])
    for (const other of others) expect(other).toEqual(first)
    expect(first).not.toContain(1)
  }

  it('gives small letters, capitals, a capital in front and decomposed letters one id', async () => {
    await sameIds('élan', 'Élan', 'ÉLAN', 'e\u0301lan', 'E\u0301LAN', 'éLan')
    await sameIds('café', 'Café', 'CAFÉ', 'cafe\u0301')
    await sameIds('οδοσ', 'Οδοσ', 'ΟΔΟΣ')
    await sameIds('1', '１', '①')
  })

  it('leaves what is written in yet another way unknown, and says so by its id', async () => {
    const { encodeIds } = await training
    expect([...encodeIds('οΔΟσ')]).toEqual([1])
    expect([...encodeIds('\ufffd\ud800')]).toEqual([1, 1])
  })

  it('takes invisible characters for blanks, one for one', async () => {
    const { encode } = await training
    const { offsets } = encode('ca\u00adfé \u{e0041}x')
    expect([...offsets]).toEqual([0, 2, 3, 5, 8, 9])
  })
})
