import { useEffect, useState } from 'preact/hooks'
import { LANGUAGES, type Language, languageOf } from '../words/language.ts'

const NAME = 'textgate.language'

/** The language of the page: the one that was chosen in this tab, else the browser's. */
export function useLanguage(): [Language, (language: Language) => void] {
  const [language, setLanguage] = useState<Language>(() => languageOf([chosen(), ...navigator.languages]))
  useEffect(() => {
    document.documentElement.lang = LANGUAGES[language].tag
  }, [language])
  const choose = (other: Language): void => {
    setLanguage(other)
    try {
      sessionStorage.setItem(NAME, other)
    } catch {
      // The browser allows no storage: then it is chosen until the page is left.
    }
  }
  return [language, choose]
}

function chosen(): string {
  try {
    return sessionStorage.getItem(NAME) ?? ''
  } catch {
    return ''
  }
}
