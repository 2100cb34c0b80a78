import { type LabelledText, type MultiLabelledText, TextgateError } from '@textgate/core'

/** A row of either kind, without its text. */
type Labelled = Pick<LabelledText, 'label'> | Pick<MultiLabelledText, 'labels'>

/**
 * The labels that occur, sorted by UTF-16 code units, so that the same rows in any order give the same list.
 *
 * @throws DATA_TOO_SMALL for fewer than two labels
 */
export async function collectLabels(
  examples: AsyncIterable<Labelled> | Iterable<Labelled>,
): Promise<string[]> {
  const labels = new Set<string>()
  for await (const example of examples) {
    for (const label of 'labels' in example ? example.labels : [example.label]) labels.add(label)
  }
  if (labels.size < 2) {
    const found = labels.size === 0 ? 'no labels' : `the one label ${JSON.stringify([...labels][0])}`
    throw new TextgateError(
      'DATA_TOO_SMALL',
      `the training part has ${found}; a classifier needs at least two`,
      { details: { labels: [...labels] } },
    )
  }
  return [...labels].sort()
}
