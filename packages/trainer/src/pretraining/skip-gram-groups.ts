import type { RandomGenerator } from '@textgate/core'
import { SKIP_GRAM_OUTPUTS } from '@textgate/kernels'
import type { TokenSequences } from '../encoded-examples.ts'
import { aliasTable } from './alias-table.ts'

/** Neighbours on each side at most. */
const WINDOW = 5

/** A token that is a greater share of all than this, and than the mean token, is passed over at times. */
const FREQUENT = 1e-4

/** By how much less than its frequency a frequent token is drawn. */
const DRAWN_POWER = 0.75

/**
 * As often as this may a token stand in the groups of one step, in the mean: its gradients do not see one another, and many of
 * them would go too far.
 */
const OCCURRENCES_A_STEP = 8

/** Groups of one step at most: enough to share among threads. */
const MOST_GROUPS = 128

/** Neighbours of a word in the mean. */
const MEAN_NEIGHBOURS = WINDOW + 1

/** Words and their neighbours, one group after another; valid until the next ones. */
export interface TokenGroups {
  /** Where each group begins in `ids`, int32, shape [groups + 1]. */
  readonly starts: Int32Array
  /** Of each group the neighbours, at least one, the word, and five others that were drawn, distinct; int32, shape [starts[groups]]. */
  readonly ids: Int32Array
  /** Tokens that were read so far, passed over or not. */
  readonly read: number
}

/** How tokens are passed over and drawn. */
export interface TokenChances {
  /** Probability that a token of a text stays, float64, shape [vocabularySize]; 0 where it never occurs. */
  readonly keep: Float64Array
  /** Draws a token. */
  readonly draw: (random: RandomGenerator) => number
  /** Groups of one step, each of another text, 1 or more. */
  readonly groups: number
}

/**
 * Frequent tokens are passed over with probability 1 − √(t / share) − t / share, and drawn in proportion to their number to the
 * power of 0.75, as word2vec does; t is 1e-4, or of fewer than 10,000 tokens the share of the mean one, or little would be left.
 *
 * @param counts - how often each token occurs, float64, shape [vocabularySize]; those of 0 are passed over
 */
export function tokenChances(counts: Float64Array): TokenChances {
  const total = sumOf(counts)
  const known = counts.reduce((sum, count) => sum + Number(count > 0), 0)
  const frequent = Math.max(FREQUENT, 1 / known)
  const keep = counts.map((count) => {
    const ratio = (frequent * total) / count
    return count === 0 ? 0 : Math.min(1, Math.sqrt(ratio) + ratio)
  })
  const kept = counts.map((count, id) => count * (keep[id] as number))
  const drawn = counts.map((count) => count ** DRAWN_POWER)
  const [keptSum, drawnSum] = [sumOf(kept), sumOf(drawn)]
  const most = counts.reduce((largest, _, id) => {
    const neighbours = (MEAN_NEIGHBOURS * (kept[id] as number)) / keptSum
    const outputs = ((SKIP_GRAM_OUTPUTS - 1) * (drawn[id] as number)) / drawnSum
    return Math.max(largest, neighbours + outputs)
  }, 0)
  const groups = Math.min(MOST_GROUPS, Math.max(1, Math.floor(OCCURRENCES_A_STEP / most)))
  return { keep, draw: aliasTable(drawn), groups }
}

/**
 * One pass over all texts, in random order: each word with one to five neighbours on each side, as in Mikolov et al. ("Distributed
 * Representations of Words and Phrases and their Compositionality", 2013). The groups of one step are of as many texts: those of
 * one text have the same words again and again.
 *
 * @param chances - of a vocabulary of which six tokens or more occur
 */
export function* skipGramGroups(
  texts: readonly TokenSequences[],
  { keep, draw, groups: most }: TokenChances,
  random: RandomGenerator,
): Generator<TokenGroups> {
  const starts = new Int32Array(most + 1)
  const ids = new Int32Array(most * (2 * WINDOW + SKIP_GRAM_OUTPUTS))
  const rows = shuffledRows(texts, random)
  let read = 0
  /** The next text of which two tokens or more stay. */
  const nextText = (): Int32Array | undefined => {
    for (let next = rows.next(); !next.done; next = rows.next()) {
      const [part, row] = next.value
      const { ids: all, offsets } = texts[part] as TokenSequences
      const text = all.subarray(offsets[row], offsets[row + 1])
      read += text.length
      let count = 0
      const kept = new Int32Array(text.length)
      for (const id of text) if (random.next() < (keep[id] as number)) kept[count++] = id
      if (count > 1) return kept.subarray(0, count)
    }
    return undefined
  }
  const open: { text: Int32Array; place: number }[] = []
  while (open.length < most) {
    const text = nextText()
    if (!text) break
    open.push({ text, place: 0 })
  }

  while (open.length > 0) {
    let [groups, end] = [0, 0]
    for (const reader of open) {
      end = writeGroup(reader.text, reader.place++, ids, end)
      starts[++groups] = end
    }
    yield { starts: starts.subarray(0, groups + 1), ids: ids.subarray(0, end), read }
    for (let i = open.length - 1; i >= 0; i--) {
      const reader = open[i] as (typeof open)[number]
      if (reader.place < reader.text.length) continue
      const text = nextText()
      if (text) open[i] = { text, place: 0 }
      else open.splice(i, 1)
    }
  }

  /** @returns where the group ends */
  function writeGroup(text: Int32Array, place: number, to: Int32Array, start: number): number {
    let end = start
    const reach = 1 + random.integer(WINDOW)
    const last = Math.min(text.length - 1, place + reach)
    for (let i = Math.max(0, place - reach); i <= last; i++) if (i !== place) to[end++] = text[i] as number
    const own = end
    to[end++] = text[place] as number
    while (end - own < SKIP_GRAM_OUTPUTS) {
      const id = draw(random)
      let i = own
      while (to[i] !== id && i < end) i++
      if (i === end) to[end++] = id
    }
    return end
  }
}

/** Part and row of each text, in random order. */
function* shuffledRows(
  texts: readonly TokenSequences[],
  random: RandomGenerator,
): Generator<readonly [number, number]> {
  const firsts: number[] = []
  let rows = 0
  for (const { offsets } of texts) {
    firsts.push(rows)
    rows += offsets.length - 1
  }
  for (const place of random.shuffle(Int32Array.from({ length: rows }, (_, i) => i))) {
    let part = firsts.length - 1
    while ((firsts[part] as number) > place) part--
    yield [part, place - (firsts[part] as number)]
  }
}

function sumOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0)
}
