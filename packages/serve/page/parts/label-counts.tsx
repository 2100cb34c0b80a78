import type { RowAnswer } from '../client/classify-rows.ts'
import { useWords } from '../words/language.ts'
import { useNumbers } from '../words/numbers.ts'
import { Bars } from './bars.tsx'

/** How many rows have each answer. */
export function LabelCounts({ answers }: { readonly answers: readonly (RowAnswer | undefined)[] }) {
  const words = useWords()
  const numbers = useNumbers()
  const counts = new Map<string, number>()
  const add = (label: string): void => void counts.set(label, (counts.get(label) ?? 0) + 1)
  let answered = 0
  for (const prediction of answers.map((answer) => answer?.prediction)) {
    if (!prediction) continue
    answered += 1
    const { label, labels } = prediction
    if (labels) (labels.length === 0 ? [words.noLabels] : labels).forEach(add)
    else add(label ?? words.unknown)
  }
  if (answered === 0) return null
  const bars = [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([name, count]) => {
      const share = count / answered
      return { name, share, value: `${numbers.count(count)} (${numbers.percent(share)})` }
    })
  return (
    <section aria-label={words.labelCounts}>
      <h2>{words.labelCounts}</h2>
      <Bars bars={bars} title={words.labelCounts} />
    </section>
  )
}
