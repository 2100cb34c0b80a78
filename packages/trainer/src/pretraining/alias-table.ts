import type { RandomGenerator } from '@textgate/core'

/**
 * Draws numbers in proportion to their weights, with one random number of 32 bits each, however many there are: the alias method (Walker, "An
 * Efficient Method for Generating Discrete Random Variables with General Distributions", 1977; Vose, 1991).
 *
 * @param weights - 0 or more, not all 0
 * @returns draws one of their indices
 * @throws RangeError where no weight is above 0
 */
export function aliasTable(weights: Float64Array): (random: RandomGenerator) => number {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  if (!(total > 0)) throw new RangeError('no weight is above 0; nothing can be drawn')
  const count = weights.length
  const own = weights.map((weight) => (weight * count) / total)
  const other = Int32Array.from({ length: count }, (_, i) => i)
  const small: number[] = []
  const large: number[] = []
  for (let i = 0; i < count; i++) ((own[i] as number) < 1 ? small : large).push(i)
  while (small.length > 0 && large.length > 0) {
    const [less, more] = [small.pop() as number, large.at(-1) as number]
    other[less] = more
    own[more] = (own[more] as number) - (1 - (own[less] as number))
    if ((own[more] as number) < 1) small.push(large.pop() as number)
  }
  // What is left is 1 but for rounding.
  for (const i of [...small, ...large]) own[i] = 1
  return (random) => {
    const place = random.next() * count
    const i = Math.floor(place)
    return place - i < (own[i] as number) ? i : (other[i] as number)
  }
}
