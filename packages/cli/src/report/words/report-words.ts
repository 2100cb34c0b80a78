import type { Head } from '@textgate/core'
import { chinese } from './chinese.ts'
import { chineseMulti } from './chinese-multi.ts'
import { english } from './english.ts'
import { englishMulti } from './english-multi.ts'

/** The page's own words in one language. */
export type ReportWords = typeof english

/** Languages that the page speaks. */
export type ReportLanguage = 'en' | 'zh'

const WORDS = {
  en: { one: english, multi: englishMulti },
  zh: { one: chinese, multi: chineseMulti },
} as const

/** The words of a page about a model: of one label a text, or for head multi of any number. */
export function reportWords(language: ReportLanguage, head: Head): ReportWords {
  return WORDS[language][head === 'multi' ? 'multi' : 'one']
}
