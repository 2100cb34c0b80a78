/** Which of two classifiers is right where one of them alone is, and how likely that is by chance. */
export interface McNemarResult {
  /** Rows that the first alone answers rightly. */
  readonly firstOnly: number
  /** Rows that the second alone answers rightly. */
  readonly secondOnly: number
  /** Probability of counts at least as uneven where both are equally good, in (0, 1]; 1 where no row tells them apart. */
  readonly pValue: number
}

/**
 * McNemar's exact two-sided test of two classifiers on the same rows (McNemar, "Note on the Sampling Error of the
 * Difference Between Correlated Proportions or Percentages", 1947; Dietterich, "Approximate Statistical Tests for
 * Comparing Supervised Classification Learning Algorithms", 1998): where both are equally good, a row that one alone
 * answers rightly is the first one's as often as the second one's. It tells of chance in the rows, not in the training.
 *
 * @param first - 1 where the first classifier is right, else 0, shape [rows]
 * @param second - the same of the second
 * @throws RangeError when the two are not of the same rows
 */
export function mcnemarTest(first: ArrayLike<number>, second: ArrayLike<number>): McNemarResult {
  if (first.length !== second.length) {
    throw new RangeError(`McNemar's test: ${first.length} rows of the first, ${second.length} of the second`)
  }
  let firstOnly = 0
  let secondOnly = 0
  for (let row = 0; row < first.length; row++) {
    if (first[row] && !second[row]) firstOnly++
    if (second[row] && !first[row]) secondOnly++
  }
  const fewer = Math.min(firstOnly, secondOnly)
  return { firstOnly, secondOnly, pValue: Math.min(1, 2 * atMost(fewer, firstOnly + secondOnly)) }
}

/** Probability of `most` heads or fewer in `throws` throws of a fair coin. */
function atMost(most: number, throws: number): number {
  // In logarithms, since 2^-throws is zero in floating point from 1075 throws on.
  let logarithm = -throws * Math.LN2
  for (let heads = 1; heads <= most; heads++) logarithm += Math.log((throws - heads + 1) / heads)
  let term = Math.exp(logarithm)
  let sum = term
  for (let heads = most; heads > 0; heads--) {
    term *= heads / (throws - heads + 1)
    sum += term
  }
  return sum
}
