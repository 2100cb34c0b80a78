/**
 * The rows of a stream whose membership is `part`, as `devMembership` gives it; so a file is split without holding it.
 *
 * @param membership - one value a row, in the order of the stream
 */
export async function* selectRows<T>(
  examples: AsyncIterable<T> | Iterable<T>,
  membership: Uint8Array,
  part: 'train' | 'dev',
): AsyncGenerator<T, void, undefined> {
  const wanted = part === 'dev' ? 1 : 0
  let row = 0
  for await (const example of examples) if (membership[row++] === wanted) yield example
}
