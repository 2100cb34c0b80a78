import { describe, expect, test } from 'vitest'
import { dataFiles, labelled } from '../../testing/data-files.ts'
import type { PatternsFinding } from './pattern-check.ts'

const { check } = dataFiles()
const CLEAN = 'an ordinary text'

/** What the bytes of a text say in another encoding. */
const misread = (text: string, encoding: string): string =>
  new TextDecoder(encoding).decode(Buffer.from(text))
const kindsOf = ({ kinds }: PatternsFinding): string[] => kinds.map(({ kind }) => kind)

describe('encoding', () => {
  test.each([
    ['replacement characters (U+FFFD)', 'caf\ufffd'],
    ['byte order marks', 'one\ufefftwo'],
    ['control characters', 'form\ffeed'],
    ['control characters', 'next line\u0085'],
    ['halves of characters (lone surrogates)', 'half \ud83d of it'],
    ['halves of characters (lone surrogates)', 'half \ude00 of it'],
    ['private-use characters', 'a logo \uf8ff'],
    ['private-use characters', 'a logo \u{f0000}'],
  ])('%s are found in %j, and nothing else', async (kind, text) => {
    const { encoding, html } = await check({ train: labelled('a', CLEAN, text, CLEAN) })
    expect(kindsOf(encoding)).toEqual([kind])
    expect(encoding.kinds[0]?.examples).toMatchObject([{ row: 2, text }])
    expect(encoding.parts).toMatchObject([{ rows: 1, of: 3 }])
    expect(kindsOf(html)).toEqual([])
  })

  const misreadTexts = [
    'café',
    'Österreich',
    'naïve',
    '“so”, he said',
    'it’s',
    '5 €',
    '我想退货',
    'Где посылка',
    'Ελληνικά',
    '😀 ok',
    'zażółć gęślą',
    '12 °C',
  ]
  test.each(misreadTexts)('%s as UTF-8 read by Windows-1252 is found', async (text) => {
    const { encoding } = await check({ train: labelled('a', misread(text, 'windows-1252')) })
    expect(kindsOf(encoding)).toContain('UTF-8 read as Latin-1 or Windows-1252')
  })

  const TRUE_TEXTS = [
    ...[
      '« Un café », dit-elle.',
      'AMANHÃ… talvez',
      '“É o café…” disse',
      '„SCHÖN“ – „GRÜẞE“',
      'SÃO PAULO, NÃO',
      'Ça coûte 5 €',
    ],
    ...[
      'Đồng ý, Ấn Độ',
      'Où est-il ? « Là »',
      'på øya, Ålesund',
      'ÄÖÜ äöü ß',
      'EXPLICAÇÃO: “NÃO”',
      'À demain…',
      'ÎLE-DE-FRANCE',
    ],
    ...['日本語のテキスト', 'Привет, “мир”…', '5 × 3 ÷ 2 ± 1 µm² ½', '👩‍👩‍👧 family', 'ภาษาไทย', 'क्या हाल है'],
  ]
  test.each(TRUE_TEXTS)('%s is left alone', async (text) => {
    const { encoding, html } = await check({ train: labelled('a', text) })
    expect([...kindsOf(encoding), ...kindsOf(html)]).toEqual([])
  })

  test('an example shows what was found, wherever it stands', async () => {
    const text = `${'long '.repeat(500)}\u0007${' tail'.repeat(500)}`
    const { encoding } = await check({ train: labelled('a', text) })
    const [example] = encoding.kinds[0]?.examples ?? []
    expect(example?.text.replace('\u0007', '\\u0007')).toMatch(/^…(?:long ){4}\\u0007.*…$/)
    expect(example?.text.length).toBeLessThanOrEqual(162)
  })

  test('a row with two kinds is one row of each and one in all', async () => {
    const { encoding } = await check({ train: labelled('a', 'caf\ufffd \ufeff', 'caf\ufffd') })
    expect(encoding.kinds.map(({ parts }) => parts[0]?.rows)).toEqual([2, 1])
    expect(encoding.parts[0]?.rows).toBe(2)
  })
})

describe('HTML', () => {
  test.each([
    ['HTML tags', 'one<br />two'],
    ['HTML tags', '<p class="x">text'],
    ['HTML tags', 'text</DIV>'],
    ['HTML tags', 'text <!-- remark -->'],
    ['HTML entities', 'fish &amp; chips'],
    ['HTML entities', 'don&#39;t'],
    ['HTML entities', 'don&#x27;t'],
    ['HTML entities', 'caf&eacute;'],
  ])('%s are found in %j', async (kind, text) => {
    expect(kindsOf((await check({ train: labelled('a', text) })).html)).toEqual([kind])
  })

  test.each([
    'a < b > c',
    'I <3 you',
    'AT&T; R&D',
    'List<String> list',
    'x &notanentity; y',
    '<name@example.org>',
  ])('%s is left alone', async (text) => {
    expect(kindsOf((await check({ train: labelled('a', text) })).html)).toEqual([])
  })
})
