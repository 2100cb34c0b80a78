/** Does something with each text, in order. */
export async function forEachText(
  texts: Iterable<string> | AsyncIterable<string>,
  visit: (text: string) => void,
): Promise<void> {
  // A promise for each text of a list would take longer than what is done with it.
  if (Symbol.iterator in texts) for (const text of texts) visit(text)
  else for await (const text of texts) visit(text)
}
