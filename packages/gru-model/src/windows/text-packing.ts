import type { LongTextConfig } from '@textgate/core'
import { lengthsOfRows, type Packing, packing } from '../packing.ts'
import type { Reading } from './reading.ts'
import { statePositions } from './state-positions.ts'

/** The states of the windows of each text, one window after the other, as those of one text. */
export interface TextPacking {
  /** Each text is as long as all of its windows: a token of two windows has a state in each. */
  readonly texts: Packing
  /**
   * Where the state at each position of `texts` stands among those of the windows, every one once, int32, shape [tokens];
   * undefined where both are the same.
   */
  readonly positions: Int32Array | undefined
}

/** See `TextPacking`. */
export function textPacking(
  { rows, counts }: Reading,
  { windowLength }: Pick<LongTextConfig, 'windowLength'>,
): TextPacking {
  if (rows.size === counts.length) return { texts: rows, positions: undefined }
  const texts = packing(textLengths(lengthsOfRows(rows), counts))
  return { texts, positions: statePositions(rows, texts, counts, windowLength) }
}

/** States of each text, those of its windows together. */
function textLengths(windowLengths: Int32Array, counts: Int32Array): Int32Array {
  let window = 0
  return counts.map((count) => {
    let tokens = 0
    for (const end = window + count; window < end; window++) tokens += windowLengths[window] as number
    return tokens
  })
}
