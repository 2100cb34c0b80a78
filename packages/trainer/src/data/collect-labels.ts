import { type LabelledText, TextgateError } from '@textgate/core'

/**
 * The labels that occur, sorted by UTF-16 code units, so that the same rows in any order give the same list.
 *
 * @throws DATA_TOO_SMALL for fewer than two labels
 */
export async function collectLabels(
  examples: AsyncIterable<Pick<LabelledText, 'label'>> | Iterable<Pick<LabelledText, 'label'>>,
): Promise<string[]> {
  const labels = new Set<string>()
  for await (const { label } of examples) labels.add(label)
  if (labels.size < 2) {
    const found = labels.size === 0 ? 'no rows' : `the one label ${JSON.stringify([...labels][0])}`
    throw new TextgateError(
      'DATA_TOO_SMALL',
      `the training part has ${found}; a classifier needs rows of at least two labels`,
      { details: { labels: [...labels] } },
    )
  }
  return [...labels].sort()
}
