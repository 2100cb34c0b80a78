import { randomGenerator } from '@textgate/core'
import { packRowLabels, type RowLabels } from '../../row-labels.ts'

/** Rows with random sets of labels, none too, and random probabilities that favour them: some are answered right. */
export function randomLabelSets(
  seed: number | string,
  { rows, classes }: { readonly rows: number; readonly classes: number },
): { sets: number[][]; truth: RowLabels; probabilities: Float32Array } {
  const random = randomGenerator(seed)
  const labels = Array.from({ length: classes }, (_, label) => label)
  const sets = Array.from({ length: rows }, () => labels.filter(() => random.next() < 0.3))
  const probabilities = Float32Array.from(
    sets.flatMap((set) =>
      labels.map((label) => 1 / (1 + Math.exp(-random.normal() * 1.5 - (set.includes(label) ? 1.5 : -1.5)))),
    ),
  )
  return { sets, truth: packRowLabels(sets), probabilities }
}
