import { labelsOfRow, type RowLabels } from '../row-labels.ts'

/**
 * The rarest label of each row, so that `devMembership` keeps the shares of rows with several labels: a common label meets
 * enough rows by chance, a rare one does not. Rows without a label are a group of their own.
 *
 * @param classes - number of labels
 * @returns the index of a label, of equally rare ones the first, or `classes` for a row without one; int32, shape [rows]
 */
export function rarestLabels(rows: RowLabels, classes: number): Int32Array {
  const counts = new Int32Array(classes)
  for (const label of rows.labels) counts[label] = (counts[label] as number) + 1
  const count = (label: number): number => counts[label] ?? Number.POSITIVE_INFINITY
  const isRarer = (label: number, other: number): boolean =>
    count(label) < count(other) || (count(label) === count(other) && label < other)
  return Int32Array.from({ length: rows.size }, (_, row) =>
    labelsOfRow(rows, row).reduce((rarest, label) => (isRarer(label, rarest) ? label : rarest), classes),
  )
}
