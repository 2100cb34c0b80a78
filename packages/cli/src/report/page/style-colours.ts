/** Colours by what they are for; right and wrong, for and against differ for colour-blind eyes too. */
const LIGHT = {
  page: '#ffffff',
  text: '#1c2128',
  muted: '#59636e',
  line: '#d8dee4',
  link: '#0b57b8',
  right: '#3b8eea',
  'right-line': '#0b57b8',
  wrong: '#f08a24',
  'wrong-line': '#b34700',
  bar: '#c8def8',
  s0: '#0b57b8',
  s1: '#b34700',
  s2: '#1a7f4b',
  s3: '#8b3fb5',
  s4: '#8a6a00',
  s5: '#c02a4b',
  s6: '#0c7a86',
}

const DARK: Readonly<Record<keyof typeof LIGHT, string>> = {
  page: '#14181d',
  text: '#e4e8ec',
  muted: '#9aa5b1',
  line: '#343c46',
  link: '#7db7ff',
  right: '#2f7fd8',
  'right-line': '#7db7ff',
  wrong: '#c96a10',
  'wrong-line': '#ffab5e',
  bar: '#234264',
  s0: '#7db7ff',
  s1: '#ffab5e',
  s2: '#5fd39a',
  s3: '#d6a0f5',
  s4: '#e0c24f',
  s5: '#ff8fa8',
  s6: '#5ec8d4',
}

/** Light, also on paper, and dark where the reader's screen is. */
export const COLOURS = `:root { color-scheme: light dark; ${variables(LIGHT)} }
@media screen and (prefers-color-scheme: dark) { :root { ${variables(DARK)} } }`

function variables(colours: Readonly<Record<string, string>>): string {
  return Object.entries(colours)
    .map(([name, colour]) => `--${name}: ${colour}`)
    .join('; ')
}
