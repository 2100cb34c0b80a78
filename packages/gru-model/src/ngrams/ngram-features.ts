import { NGRAM_SCALE } from '@textgate/core'
import { countWithin } from './count-within.ts'
import type { NgramRows } from './ngram-rows.ts'

/** Which rows of the n-gram kernel each text of a batch reads, and how much each counts. */
export interface NgramFeatures extends NgramRows {
  /** What each row is multiplied with, float32, shape [features]. */
  readonly values: Float32Array
}

/** Each n-gram of a text once, worth NGRAM_SCALE · c / √n where it occurs c times and the text has n of them. */
export function countedFeatures(all: NgramRows): NgramFeatures {
  const { rows, starts, counts } = countWithin(all)
  const values = new Float32Array(rows.length)
  for (let text = 0; text + 1 < starts.length; text++) {
    const scale = NGRAM_SCALE / Math.sqrt((all.starts[text + 1] as number) - (all.starts[text] as number))
    for (let f = starts[text] as number; f < (starts[text + 1] as number); f++) {
      values[f] = scale * (counts[f] as number)
    }
  }
  return { rows, starts, values }
}

/**
 * Each n-gram of a text once, worth (1 + ln c) · idf where it occurs c times, and all of a text scaled to a Euclidean norm
 * of 1: a word that a long text repeats does not drown the others, and one that all texts have says little. Salton and
 * Buckley, "Term-Weighting Approaches in Automatic Text Retrieval" (1988). Those of idf 0, which no training text has, are
 * left out.
 *
 * @param idf - of each row of the kernel, see `inverseDocumentFrequencies`
 */
export function weightedFeatures(all: NgramRows, idf: Float32Array): NgramFeatures {
  const { rows, starts, counts } = countWithin(all, (row) => idf[row] !== 0)
  const values = new Float32Array(rows.length)
  for (let text = 0; text + 1 < starts.length; text++) {
    const [first, end] = [starts[text] as number, starts[text + 1] as number]
    let squares = 0
    for (let f = first; f < end; f++) {
      const value = (1 + Math.log(counts[f] as number)) * (idf[rows[f] as number] as number)
      values[f] = value
      squares += value * value
    }
    const scale = 1 / Math.sqrt(squares)
    for (let f = first; f < end; f++) values[f] = scale * (values[f] as number)
  }
  return { rows, starts, values }
}
