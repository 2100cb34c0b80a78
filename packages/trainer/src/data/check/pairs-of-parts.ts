/** A part and one before it. */
export interface PartPair {
  readonly part: string
  readonly earlier: string
  readonly partIndex: number
  readonly earlierIndex: number
}

/** Every part with every one before it, each with a value of its own. */
export interface PartPairs<Value> {
  readonly all: readonly (PartPair & Value)[]
  /** Those of the part of an index with the parts before it. */
  of(partIndex: number): readonly (PartPair & Value)[]
}

export function pairsOfParts<Value>(parts: readonly string[], create: () => Value): PartPairs<Value> {
  const pairs = parts.map((part, partIndex) =>
    parts.slice(0, partIndex).map((earlier, earlierIndex) => ({
      ...{ part, earlier, partIndex, earlierIndex },
      ...create(),
    })),
  )
  return { all: pairs.flat(), of: (partIndex) => pairs[partIndex] ?? [] }
}
