/** Log odds that are linear in a margin: slope · margin + offset. */
export interface Sigmoid {
  /** At least 0. */
  readonly slope: number
  readonly offset: number
}

/** How much a slope of twice the expected one costs, in nats, twice; an offset that is off by 1 costs a tenth of it. */
const SLOPE_PENALTY = 1
const OFFSET_PENALTY = 0.1
const MOST_STEPS = 100
/** Of the Newton decrement, in nats: no step gains more. */
const SMALL_GAIN = 1e-9
/** Halvings of a step at most. */
const HALVINGS = 30

/**
 * Makes log odds of margins, by logistic regression on them: J. Platt, "Probabilistic Outputs for Support Vector Machines", 1999.
 * Few rows of a label leave its sigmoid near the expected one, by a quadratic penalty; Platt's smoothed targets, which do
 * the same, pull towards no knowledge instead of towards what the other labels have.
 *
 * @param margins - of rows that the machine was not trained on, shape [rows]
 * @param holds - 1 where the label is true, shape [rows]
 * @param expected - its slope is above 0
 */
export function fitSigmoid(margins: Float32Array, holds: Uint8Array, expected: Sigmoid): Sigmoid {
  const objective = (at: Sigmoid) => penalisedLoss(margins, holds, expected, at)
  let at = expected
  let here = objective(at)
  for (let step = 0; step < MOST_STEPS; step++) {
    const [bySlope, byOffset] = here.gradient
    const [slopes, both, offsets] = here.curvature
    const determinant = slopes * offsets - both * both // Above 0: the penalty is strictly convex.
    const direction = {
      slope: (offsets * bySlope - both * byOffset) / determinant,
      offset: (slopes * byOffset - both * bySlope) / determinant,
    }
    const gain = bySlope * direction.slope + byOffset * direction.offset
    if (gain < SMALL_GAIN) break
    let share = 1
    let next = here
    for (let halving = 0; halving < HALVINGS; halving++, share /= 2) {
      const there = {
        slope: at.slope - share * direction.slope,
        offset: at.offset - share * direction.offset,
      }
      next = objective(there)
      if (next.loss >= here.loss) continue
      at = there
      break
    }
    if (next.loss >= here.loss) break
    here = next
  }
  if (at.slope >= 0) return at
  // Margins that speak for the opposite are left out: the offset that suits then is that of margins of 0.
  return { slope: 0, offset: fitSigmoid(new Float32Array(margins.length), holds, expected).offset }
}

/** The loss in nats with its first and second derivatives by slope and offset. */
function penalisedLoss(
  margins: Float32Array,
  holds: Uint8Array,
  expected: Sigmoid,
  { slope, offset }: Sigmoid,
) {
  const slopePenalty = SLOPE_PENALTY / expected.slope ** 2
  const slopeError = slope - expected.slope
  const offsetError = offset - expected.offset
  let loss = (slopePenalty * slopeError ** 2 + OFFSET_PENALTY * offsetError ** 2) / 2
  let bySlope = slopePenalty * slopeError
  let byOffset = OFFSET_PENALTY * offsetError
  let slopes = slopePenalty
  let both = 0
  let offsets = OFFSET_PENALTY
  for (let row = 0; row < margins.length; row++) {
    const margin = margins[row] as number
    const logit = slope * margin + offset
    const isTrue = holds[row] as number
    const rest = Math.exp(-Math.abs(logit))
    loss += Math.log1p(rest) + (isTrue ? Math.max(-logit, 0) : Math.max(logit, 0))
    const probability = logit >= 0 ? 1 / (1 + rest) : rest / (1 + rest)
    const error = probability - isTrue
    const weight = probability * (1 - probability)
    bySlope += error * margin
    byOffset += error
    slopes += weight * margin * margin
    both += weight * margin
    offsets += weight
  }
  return { loss, gradient: [bySlope, byOffset], curvature: [slopes, both, offsets] } as const
}
