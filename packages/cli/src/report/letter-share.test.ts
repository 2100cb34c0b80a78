import { expect, test } from 'vitest'
import { letterShare } from './letter-share.ts'

test.each([
  [['快递三天没动了', '我的 iPhone 坏了'], true],
  [['where is my parcel?', 'I lost my 手机'], false],
  [['Ελληνικά', 'русский текст'], false],
  [['12345', '!!!'], false],
  [[], false],
])('of %j it is %s that they are mostly Chinese', (texts, expected) => {
  const letters = letterShare()
  for (const text of texts) letters.add(text)
  expect(letters.isMostlyChinese()).toBe(expected)
})
