import type { ModelConfig } from '@textgate/core'
import type { PlainStates } from './plain-encoders.ts'

/** What an encoder gives of a text that it reads in windows, straight from the definition: until one holds the end. */
export function plainWindows(
  { longText, windowLength, windowOverlap, hiddenSize }: ModelConfig,
  ids: Int32Array,
  encode: (window: Int32Array) => PlainStates,
): PlainStates {
  if (longText === 'truncate') return encode(ids)
  const windows: PlainStates[] = []
  for (let start = 0; ; start += windowLength - windowOverlap) {
    windows.push(encode(ids.subarray(start, start + windowLength)))
    if (start + windowLength >= ids.length) break
  }
  const [first, last] = [windows[0] as PlainStates, windows.at(-1) as PlainStates]
  return {
    states: windows.flatMap(({ states }) => states),
    final: [...last.final.slice(0, hiddenSize), ...first.final.slice(hiddenSize)],
  }
}
