import type { TextPattern } from './pattern-check.ts'

const ELEMENTS =
  'a|abbr|b|big|blockquote|body|br|button|center|code|dd|div|dl|dt|em|font|form|h[1-6]|head|hr|html|i|iframe|img|input|' +
  'label|li|link|meta|ol|option|p|pre|s|script|select|small|span|strike|strong|style|sub|sup|table|tbody|td|th|thead|' +
  'title|tr|tt|u|ul|video'

const ENTITIES =
  'amp|lt|gt|quot|apos|nbsp|iexcl|cent|pound|yen|euro|sect|copy|reg|trade|laquo|raquo|deg|plusmn|middot|bull|hellip|' +
  'ndash|mdash|lsquo|rsquo|sbquo|ldquo|rdquo|bdquo|szlig|iquest|times|divide|ccedil|ntilde|oslash|aring|aelig|oelig|' +
  '[aeiouy](?:acute|grave|circ|uml|tilde)'

/** What is left of a page where the text was to be taken out of it. */
export const HTML_PATTERNS: readonly TextPattern[] = [
  { kind: 'HTML tags', pattern: new RegExp(`</?(?:${ELEMENTS})(?:\\s[^<>]*)?/?>|<!--|<!doctype\\b`, 'i') },
  { kind: 'HTML entities', pattern: new RegExp(`&(?:#\\d{1,7}|#x[\\da-f]{1,6}|${ENTITIES});`, 'i') },
]
