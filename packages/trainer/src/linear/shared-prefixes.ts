import type { LinearProblem, LinearWeights, SparseRow } from './linear-problem.ts'

/** Letters that a beginning has. Shorter ones are no stem, longer ones are hardly ever shared. */
const LETTERS = [3, 4, 5, 6]
/** Of the texts. A word that more of them have has seen enough of them to know its weight by itself. */
const MOST_TEXTS = 0.1

/** Which beginnings each token has, in the form of a sparse matrix. */
export interface SharedPrefixes {
  /** Beginnings. */
  readonly count: number
  /** Where each token's beginnings start in `prefixes`, and their number at the end, int32, shape [tokens + 1]. */
  readonly starts: Int32Array
  /** Of all tokens side by side, int32. */
  readonly prefixes: Int32Array
}

/**
 * The beginnings of three to six letters that at least two tokens have. Tokens that no text has, or more than a tenth of the
 * texts, have none.
 *
 * @param tokens - as many as the first features of the problem stand for; undefined where one is no text
 */
export function sharedPrefixes(
  tokens: readonly (string | undefined)[],
  { rows, featuresOf }: Pick<LinearProblem, 'rows' | 'featuresOf'>,
): SharedPrefixes {
  const texts = new Int32Array(tokens.length)
  for (let row = 0; row < rows; row++) {
    for (const feature of featuresOf(row).rows) {
      if (feature < tokens.length) texts[feature] = (texts[feature] as number) + 1
    }
  }
  const all = tokens.map((token, id) => {
    const isRare = (texts[id] as number) > 0 && (texts[id] as number) <= MOST_TEXTS * rows
    return token !== undefined && isRare ? beginningsOf(token) : []
  })
  const owners = new Map<string, number>()
  for (const beginning of all.flat()) owners.set(beginning, (owners.get(beginning) ?? 0) + 1)
  const numbers = new Map<string, number>()
  for (const [beginning, tokens] of owners) if (tokens > 1) numbers.set(beginning, numbers.size)
  const shared = all.map((beginnings) => beginnings.filter((beginning) => numbers.has(beginning)))
  const starts = new Int32Array(tokens.length + 1)
  for (const [id, beginnings] of shared.entries()) {
    starts[id + 1] = (starts[id] as number) + beginnings.length
  }
  const prefixes = Int32Array.from(shared.flat(), (beginning) => numbers.get(beginning) as number)
  return { count: numbers.size, starts, prefixes }
}

function beginningsOf(token: string): string[] {
  const letters = [...token]
  return LETTERS.filter((n) => n <= letters.length).map((n) => letters.slice(0, n).join(''))
}

/**
 * The problem with a feature for each beginning, after its own. A text's value of it is the sum over its tokens that begin so,
 * each token's value divided by √(beginnings that it has): the beginnings of a token together count as much as it does.
 */
export function withPrefixes<P extends Pick<LinearProblem, 'features' | 'featuresOf'>>(
  problem: P,
  shared: SharedPrefixes,
): P {
  const { features, featuresOf } = problem
  const sums = new Float64Array(shared.count)
  return {
    ...problem,
    features: features + shared.count,
    featuresOf: (row) => {
      const found = featuresOf(row)
      const touched = addBeginnings(found, shared, sums)
      const own = found.rows.length
      const rows = new Int32Array(own + touched.length)
      const values = new Float32Array(own + touched.length)
      rows.set(found.rows)
      values.set(found.values)
      for (const [i, prefix] of touched.entries()) {
        rows[own + i] = features + prefix
        values[own + i] = sums[prefix] as number
        sums[prefix] = 0
      }
      return { rows, values }
    },
  }
}

/** Adds the values of a text's beginnings to sums that are 0, and tells which ones it has. */
function addBeginnings(
  { rows, values }: SparseRow,
  { starts, prefixes }: SharedPrefixes,
  sums: Float64Array,
): number[] {
  const touched: number[] = []
  for (const [i, feature] of rows.entries()) {
    if (feature + 1 >= starts.length) continue
    const [first, end] = [starts[feature] as number, starts[feature + 1] as number]
    const value = (values[i] as number) / Math.sqrt(end - first)
    for (let at = first; at < end; at++) {
      const prefix = prefixes[at] as number
      if (sums[prefix] === 0) touched.push(prefix)
      sums[prefix] = (sums[prefix] as number) + value
    }
  }
  return touched
}

/** The weights of a problem without beginnings that gives the same margins: each token's has those of its beginnings in it. */
export function foldPrefixes({ kernel, bias }: LinearWeights, shared: SharedPrefixes): LinearWeights {
  const { count, starts, prefixes } = shared
  const outputs = bias.length
  const features = kernel.length / outputs - count
  const folded = kernel.slice(0, features * outputs)
  for (let token = 0; token + 1 < starts.length; token++) {
    const [first, end] = [starts[token] as number, starts[token + 1] as number]
    const share = 1 / Math.sqrt(end - first)
    for (let at = first; at < end; at++) {
      const from = (features + (prefixes[at] as number)) * outputs
      for (let c = 0; c < outputs; c++) {
        folded[token * outputs + c] =
          (folded[token * outputs + c] as number) + share * (kernel[from + c] as number)
      }
    }
  }
  return { kernel: folded, bias }
}
