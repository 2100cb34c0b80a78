/** The same function, which does its work once for the same names; what has failed is tried again. */
export function remembered<T, Names extends readonly string[]>(
  work: (...names: Names) => Promise<T>,
): (...names: Names) => Promise<T> {
  const known = new Map<string, Promise<T>>()
  return (...names) => {
    const key = JSON.stringify(names)
    const earlier = known.get(key)
    if (earlier) return earlier
    const started = work(...names)
    known.set(key, started)
    started.catch(() => known.delete(key))
    return started
  }
}
