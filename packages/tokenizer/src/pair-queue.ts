/** Pairs by count, largest first, equal counts by smaller key. Counts change meanwhile: the taker checks them. */
export interface PairQueue {
  push(key: number, count: number): void
  /** Takes the first out; undefined when empty. */
  pop(): { readonly key: number; readonly count: number } | undefined
}

export function pairQueue(): PairQueue {
  const keys: number[] = []
  const counts: number[] = []
  const isBefore = (key: number, count: number, at: number): boolean => {
    const other = counts[at] as number
    return count > other || (count === other && key < (keys[at] as number))
  }
  const move = (from: number, to: number): void => {
    keys[to] = keys[from] as number
    counts[to] = counts[from] as number
  }
  return {
    push(key, count) {
      let i = keys.length
      keys.push(key)
      counts.push(count)
      while (i > 0) {
        const parent = (i - 1) >> 1
        if (!isBefore(key, count, parent)) break
        move(parent, i)
        i = parent
      }
      keys[i] = key
      counts[i] = count
    },
    pop() {
      const first = { key: keys[0] as number, count: counts[0] as number }
      const key = keys.pop()
      const count = counts.pop()
      if (key === undefined || count === undefined) return undefined
      const size = keys.length
      if (size === 0) return first
      let i = 0
      while (true) {
        let child = 2 * i + 1
        if (child >= size) break
        if (child + 1 < size && isBefore(keys[child + 1] as number, counts[child + 1] as number, child))
          child++
        if (isBefore(key, count, child)) break
        move(child, i)
        i = child
      }
      keys[i] = key
      counts[i] = count
      return first
    },
  }
}
