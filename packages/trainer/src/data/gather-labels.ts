import type { LabelledText, MultiLabelledText } from '@textgate/core'
import { growingInt32 } from '../growing-int32.ts'
import type { RowLabels } from '../row-labels.ts'

/** The labels of a stream of rows. */
export interface GatheredLabels {
  /** Those that occur, sorted by UTF-16 code units, so that the same rows in any order give the same list. */
  readonly labels: readonly string[]
  /** The labels of each row, as indices into `labels`. */
  readonly rows: RowLabels
}

/** Reads the labels of all rows, four bytes a label and four a row; texts are passed over. */
export async function gatherLabels(
  examples: AsyncIterable<LabelledText | MultiLabelledText>,
): Promise<GatheredLabels> {
  const seen = new Map<string, number>()
  const indices = growingInt32()
  const labelOffsets = growingInt32()
  labelOffsets.push([0])
  for await (const example of examples) {
    for (const label of 'labels' in example ? example.labels : [example.label]) {
      const index = seen.get(label) ?? seen.size
      seen.set(label, index)
      indices.push([index])
    }
    labelOffsets.push([indices.length])
  }
  const labels = [...seen.keys()].sort()
  const placeOf = new Map(labels.map((label, place) => [label, place]))
  const places = Int32Array.from(seen.keys(), (label) => placeOf.get(label) as number)
  return {
    labels,
    rows: {
      labels: indices.values().map((index) => places[index] as number),
      labelOffsets: labelOffsets.values(),
      size: labelOffsets.length - 1,
    },
  }
}
