/** Inclusive code point ranges from the notation of `character-ranges.ts`, e.g. `41-5a aa`. */
export function parseRanges(text: string): readonly (readonly [start: number, end: number])[] {
  return text.split(' ').map((word) => {
    const [start = '', end = start] = word.split('-')
    return [Number.parseInt(start, 16), Number.parseInt(end, 16)] as const
  })
}
