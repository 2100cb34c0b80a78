import type { Head, LabelledText, MultiLabelledText } from '@textgate/core'
import { type ReadMultiExamplesOptions, readExamples, readMultiExamples } from '@textgate/trainer/data'

/** Labelled texts as a head has them; see `readExamples` for the errors. */
export function readLabelled(
  file: string,
  head: Head,
  options: ReadMultiExamplesOptions,
): AsyncGenerator<LabelledText | MultiLabelledText> {
  return head === 'multi' ? readMultiExamples(file, options) : readExamples(file, options)
}

/** The labels of a row of either kind. */
export function labelsOf(example: LabelledText | MultiLabelledText): readonly string[] {
  return 'labels' in example ? example.labels : [example.label]
}
