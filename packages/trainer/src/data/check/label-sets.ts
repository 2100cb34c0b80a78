/** Numbers distinct sets of labels from 0 in the order in which they come. */
export interface LabelSets {
  /** The number of a set; the order of the labels does not matter. */
  add(labels: readonly string[]): number
  /** The labels of a number, as they first stood. */
  labels(number: number): readonly string[]
}

export function labelSets(): LabelSets {
  const numbers = new Map<string, number>()
  const sets: (readonly string[])[] = []
  return {
    add(labels) {
      const key = labels.length === 1 ? JSON.stringify(labels[0]) : JSON.stringify([...labels].sort())
      const known = numbers.get(key)
      if (known !== undefined) return known
      numbers.set(key, sets.length)
      return sets.push(labels) - 1
    },
    labels: (number) => sets[number] as readonly string[],
  }
}
