import type { EN } from './en.ts'

/** Every word of the page in one language. */
export type PageWords = typeof EN
