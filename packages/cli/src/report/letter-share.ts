/** Counts Chinese characters beside the words of other scripts. */
export interface LetterShare {
  add(text: string): void
  /** Whether there are more Chinese characters than words of other scripts. */
  isMostlyChinese(): boolean
}

/** Counts what each text is written in; a text's first 200 UTF-16 units are enough. */
export function letterShare(): LetterShare {
  let han = 0
  let words = 0
  return {
    add: (text) => {
      for (const [letters] of text.slice(0, 200).matchAll(/\p{Script=Han}|(?:(?!\p{Script=Han})\p{L})+/gu)) {
        if (/\p{Script=Han}/u.test(letters)) han++
        else words++
      }
    },
    isMostlyChinese: () => han > words,
  }
}
