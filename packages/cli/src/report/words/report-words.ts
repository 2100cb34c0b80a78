import { chinese } from './chinese.ts'
import { english } from './english.ts'

/** The page's own words in one language. */
export type ReportWords = typeof english

/** Languages that the page speaks. */
export type ReportLanguage = 'en' | 'zh'

export const REPORT_LANGUAGES: Readonly<Record<ReportLanguage, ReportWords>> = { en: english, zh: chinese }
