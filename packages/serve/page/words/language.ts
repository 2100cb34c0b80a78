import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import { EN } from './en.ts'
import type { PageWords } from './page-words.ts'
import { ZH } from './zh.ts'

/** The languages of the page, by their code. */
export const LANGUAGES = {
  en: { name: 'English', tag: 'en', words: EN },
  zh: { name: '中文', tag: 'zh-Hans', words: ZH },
} as const
export type Language = keyof typeof LANGUAGES

export const LanguageContext = createContext<Language>('en')

/** The words of the page in the language that is chosen. */
export function useWords(): PageWords {
  return LANGUAGES[useContext(LanguageContext)].words
}

/** The first of the reader's languages that the page has; English where there is none. */
export function languageOf(preferred: readonly string[]): Language {
  const known = preferred.map((tag) => tag.toLowerCase().split('-', 1)[0])
  return (known.find((code) => code !== undefined && Object.hasOwn(LANGUAGES, code)) ?? 'en') as Language
}
