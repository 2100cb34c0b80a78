import type { Packing } from '../packing.ts'

/**
 * Where the states of each text stand among those of its windows.
 *
 * @param windows - the windows of one text after those of another
 * @param texts - the texts, each as long as its windows together
 * @param counts - windows of each text, int32, shape [texts.size]
 * @param windowLength - tokens of every window but the last of a text
 * @returns for each position of `texts` one of `windows`, int32, shape [tokens]
 */
export function statePositions(
  windows: Packing,
  texts: Packing,
  counts: Int32Array,
  windowLength: number,
): Int32Array {
  const firstWindows = startsOf(counts)
  const placeOfWindow = new Int32Array(windows.size)
  windows.order.forEach((window, place) => {
    placeOfWindow[window] = place
  })
  const positions = new Int32Array(texts.tokens)
  texts.order.forEach((text, place) => {
    const first = firstWindows[text] as number
    for (let i = 0; i < (texts.lengths[place] as number); i++) {
      const window = first + Math.floor(i / windowLength)
      const step = i % windowLength
      positions[(texts.offsets[i] as number) + place] =
        (windows.offsets[step] as number) + (placeOfWindow[window] as number)
    }
  })
  return positions
}

function startsOf(counts: Int32Array): Int32Array {
  let start = 0
  return counts.map((count) => {
    start += count
    return start - count
  })
}
