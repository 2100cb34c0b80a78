/**
 * An order of the labels in which labels that are confused stand side by side, for drawing a large confusion matrix.
 * Chains of labels are joined by their greatest mean confusion until one is left (average linkage: Sokal and Michener,
 * "A Statistical Method for Evaluating Systematic Relationships", 1958); each is turned so that the ends that are
 * confused more meet.
 *
 * @param confusion - row counts, [true label][answered label]
 * @returns label indices, each once
 */
export function confusionOrder(confusion: readonly (readonly number[])[]): number[] {
  const between = (a: number, b: number): number => confusion[a]![b]! + confusion[b]![a]!
  let chains = confusion.map((_, label) => [label])
  // Mean confusion of each pair of chains, kept up to date instead of summed anew.
  let means = chains.map(([a]) => chains.map(([b]) => between(a!, b!)))
  while (chains.length > 1) {
    const [first, second] = largestPair(means)
    const [a, b] = [chains[first]!, chains[second]!]
    const others = chains.flatMap((_, i) => (i === first || i === second ? [] : [i]))
    const toJoined = others.map(
      (i) => (means[first]![i]! * a.length + means[second]![i]! * b.length) / (a.length + b.length),
    )
    means = [...others.map((i, at) => [...others.map((j) => means[i]![j]!), toJoined[at]!]), [...toJoined, 0]]
    chains = [...others.map((i) => chains[i]!), joined(a, b, between)]
  }
  return chains[0] ?? []
}

function largestPair(means: readonly (readonly number[])[]): [number, number] {
  let best: [number, number] = [0, 1]
  for (let i = 0; i < means.length; i++) {
    for (let j = i + 1; j < means.length; j++) {
      if (means[i]![j]! > means[best[0]]![best[1]]!) best = [i, j]
    }
  }
  return best
}

function joined(a: number[], b: number[], between: (a: number, b: number) => number): number[] {
  const ways = [
    [a, b],
    [a, [...b].reverse()],
    [[...a].reverse(), b],
    [b, a],
  ] as const
  const meeting = ways.map(([left, right]) => between(left.at(-1)!, right[0]!))
  const best = meeting.indexOf(Math.max(...meeting))
  return ways[best]!.flat()
}
