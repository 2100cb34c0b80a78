import { SCRIPT_NAMES, scriptOf } from './script-of.ts'

/** A text is mixed where no script has this share of its letters. */
const UNMIXED_SHARE = 0.9
/** Kana among kana and Han from which the Han is Japanese; a Chinese text has hardly any. */
const JAPANESE_SHARE = 0.1

const HAN = SCRIPT_NAMES.indexOf('Han')
const KANA = SCRIPT_NAMES.indexOf('Kana')

/** A text without it, as most are in English, needs no counting. */
const BEYOND_ASCII = /[\u0080-\uffff]/

/** What a text is written in. */
export interface ScriptMix {
  /** A Unicode script, `Japanese` for kana with or without Han, `Other`, or `none` where there are no letters. */
  readonly script: string
  readonly isMixed: boolean
}

/** Finds the script of most letters of a text. */
export function scriptMix(text: string): ScriptMix {
  if (!BEYOND_ASCII.test(text)) return { script: /[a-z]/i.test(text) ? 'Latin' : 'none', isMixed: false }
  const counts = new Uint32Array(SCRIPT_NAMES.length)
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    const codePoint = unit < 0xd800 || unit > 0xdbff ? unit : (text.codePointAt(i) as number)
    const script = scriptOf(codePoint)
    counts[script] = (counts[script] as number) + 1
  }
  counts[0] = 0
  const [han, kana] = [counts[HAN] as number, counts[KANA] as number]
  const isJapanese = kana > JAPANESE_SHARE * (kana + han)
  if (isJapanese) {
    counts[KANA] = kana + han
    counts[HAN] = 0
  }
  let [main, letters] = [0, 0]
  for (let script = 0; script < counts.length; script++) {
    letters += counts[script] as number
    if ((counts[script] as number) > (counts[main] as number)) main = script
  }
  return {
    script: isJapanese && main === KANA ? 'Japanese' : (SCRIPT_NAMES[main] as string),
    isMixed: (counts[main] as number) < UNMIXED_SHARE * letters,
  }
}
