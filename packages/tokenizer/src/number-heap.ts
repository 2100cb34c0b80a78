/** A queue of numbers, smallest first. */
export interface NumberHeap {
  push(value: number): void
  /** Takes the smallest out; -1 when empty. */
  pop(): number
}

/** A binary heap; all values must be at least 0. */
export function numberHeap(): NumberHeap {
  const values: number[] = []
  return {
    push(value) {
      let i = values.length
      values.push(value)
      while (i > 0) {
        const parent = (i - 1) >> 1
        if ((values[parent] as number) <= value) break
        values[i] = values[parent] as number
        i = parent
      }
      values[i] = value
    },
    pop() {
      const smallest = values[0]
      const last = values.pop()
      if (smallest === undefined || last === undefined) return -1
      const size = values.length
      if (size === 0) return smallest
      let i = 0
      while (true) {
        let child = 2 * i + 1
        if (child >= size) break
        if (child + 1 < size && (values[child + 1] as number) < (values[child] as number)) child++
        if ((values[child] as number) >= last) break
        values[i] = values[child] as number
        i = child
      }
      values[i] = last
      return smallest
    },
  }
}
