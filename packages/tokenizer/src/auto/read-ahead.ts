/** UTF-16 units that are held at most: 8 MiB, some 20,000 texts of reviews and all of most data sets. */
export const AHEAD_UNITS = 4 * 1024 * 1024

/** A stream whose first texts have been looked at. */
export interface ReadAhead {
  readonly first: readonly string[]
  /** The texts from the first on; can be read once. */
  readonly all: Iterable<string> | AsyncIterable<string>
}

/** Reads the first texts of a stream, in all at most `limit` units and one text more. A list is read ahead whole. */
export async function readAhead(
  texts: Iterable<string> | AsyncIterable<string>,
  limit: number = AHEAD_UNITS,
): Promise<ReadAhead> {
  if (Array.isArray(texts)) return { first: texts, all: texts }
  const iterator = Symbol.iterator in texts ? texts[Symbol.iterator]() : texts[Symbol.asyncIterator]()
  const first: string[] = []
  let units = 0
  while (units < limit) {
    const next = await iterator.next()
    if (next.done) return { first, all: first }
    first.push(next.value)
    units += next.value.length
  }
  return { first, all: joined(first, iterator) }
}

async function* joined(
  first: readonly string[],
  iterator: Iterator<string> | AsyncIterator<string>,
): AsyncGenerator<string, void, undefined> {
  try {
    yield* first
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value
  } finally {
    await iterator.return?.()
  }
}
