import { PAIR_BASE, pairKey } from './bpe-merges.ts'
import { pairQueue } from './pair-queue.ts'

/** A distinct piece of the training texts. */
export interface CountedPiece {
  /** Ids of its bytes, shape [length]. */
  readonly symbols: Int32Array
  readonly count: number
}

/** What training found. */
export interface LearntBpe {
  /** Every token in order of ids: the given ones, then each merged one. */
  readonly tokens: readonly string[]
  /** Ids of left and right part, in order of rank. */
  readonly merges: readonly (readonly [left: number, right: number])[]
}

/**
 * Learns byte pairs (Sennrich, Haddow and Birch, "Neural Machine Translation of Rare Words with Subword Units", 2016):
 * the most frequent pair of neighbours becomes a token, again and again. Counts are kept up to date in the pieces that
 * hold the pair alone, so a merge costs as much as it changes. Equal counts: the smaller left id, then right id, first.
 *
 * @param firstTokens - tokens of the ids that `symbols` use, and those before them
 * @param options.maxVocabulary - ids at most
 * @param options.minFrequency - a pair seen less often is not merged
 */
export function trainBpe(
  pieces: readonly CountedPiece[],
  firstTokens: readonly string[],
  options: { readonly maxVocabulary: number; readonly minFrequency: number },
): LearntBpe {
  const tokens = [...firstTokens]
  const ids = new Map(tokens.map((token, id) => [token, id]))
  const merges: [number, number][] = []
  const words = pieces.map(({ symbols }) => ({ symbols: symbols.slice(), length: symbols.length }))
  const pairCounts = new Map<number, number>()
  /** Pieces that hold or held the pair; may name one twice. */
  const holders = new Map<number, number[]>()
  const queue = pairQueue()
  const changed = new Set<number>()

  const change = (key: number, difference: number): void => {
    pairCounts.set(key, (pairCounts.get(key) ?? 0) + difference)
    if (difference > 0) changed.add(key)
  }
  const hold = (key: number, word: number): void => {
    const list = holders.get(key)
    if (list === undefined) holders.set(key, [word])
    else if (list.at(-1) !== word) list.push(word)
  }
  const enqueueChanged = (): void => {
    for (const key of changed) {
      const count = pairCounts.get(key) as number
      if (count >= options.minFrequency) queue.push(key, count)
    }
    changed.clear()
  }

  words.forEach(({ symbols, length }, word) => {
    const { count } = pieces[word] as CountedPiece
    for (let i = 0; i + 1 < length; i++) {
      const key = pairKey(symbols[i] as number, symbols[i + 1] as number)
      change(key, count)
      hold(key, word)
    }
  })
  enqueueChanged()

  while (tokens.length < options.maxVocabulary) {
    const best = queue.pop()
    if (best === undefined) break
    const count = pairCounts.get(best.key) ?? 0
    if (count !== best.count) {
      if (count >= options.minFrequency && count < best.count) queue.push(best.key, count)
      continue
    }
    const left = Math.floor(best.key / PAIR_BASE)
    const right = best.key % PAIR_BASE
    const token = (tokens[left] as string) + (tokens[right] as string)
    // Two ways to the same string share an id.
    const merged = ids.get(token) ?? tokens.length
    if (merged === tokens.length) {
      tokens.push(token)
      ids.set(token, merged)
    }
    merges.push([left, right])
    const affected = new Set(holders.get(best.key))
    for (const word of affected) {
      mergeIn(words[word] as { symbols: Int32Array; length: number }, left, right, merged, (key, sign) => {
        change(key, sign * (pieces[word] as CountedPiece).count)
        if (sign > 0) hold(key, word)
      })
    }
    pairCounts.delete(best.key)
    holders.delete(best.key)
    changed.delete(best.key)
    enqueueChanged()
  }
  return { tokens, merges }
}

/** Replaces each left-right by `merged` and tells which pairs appear (1) and disappear (-1). */
function mergeIn(
  word: { symbols: Int32Array; length: number },
  left: number,
  right: number,
  merged: number,
  tell: (key: number, sign: 1 | -1) => void,
): void {
  const { symbols } = word
  let written = 0
  for (let i = 0; i < word.length; i++) {
    const symbol = symbols[i] as number
    if (symbol !== left || i + 1 >= word.length || symbols[i + 1] !== right) {
      symbols[written++] = symbol
      continue
    }
    if (written > 0) {
      tell(pairKey(symbols[written - 1] as number, left), -1)
      tell(pairKey(symbols[written - 1] as number, merged), 1)
    }
    if (i + 2 < word.length) {
      tell(pairKey(right, symbols[i + 2] as number), -1)
      tell(pairKey(merged, symbols[i + 2] as number), 1)
    }
    symbols[written++] = merged
    i++
  }
  word.length = written
}
