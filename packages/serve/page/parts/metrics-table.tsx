import type { ClassificationMetrics } from '@textgate/core'
import type { ModelCard } from '../client/model-client.ts'
import { useWords } from '../words/language.ts'
import { useNumbers } from '../words/numbers.ts'
import { ScrollArea } from './scroll-area.tsx'

const RATES = ['accuracy', 'macroF1', 'microF1', 'calibrationError'] as const
const OTHERS = ['loss', 'meanAbsoluteError', 'quadraticKappa'] as const

/** The figures of a model on the parts that it was evaluated on, and those of each label on the last of them. */
export function MetricsTable({ metrics }: { readonly metrics: ModelCard['metrics'] }) {
  const words = useWords()
  const numbers = useNumbers()
  const parts = (['dev', 'test'] as const).flatMap((part) => {
    const figures = metrics?.[part]
    return figures ? [{ part, figures }] : []
  })
  const last = parts.at(-1)
  if (!last) return <p class="note">{words.noMetrics}</p>
  const known = [...RATES, ...OTHERS].filter((name) =>
    parts.some(({ figures }) => figures[name] !== undefined),
  )
  const shown = (figures: ClassificationMetrics, name: (typeof known)[number]): string => {
    const value = figures[name]
    if (value === undefined) return ''
    return RATES.some((rate) => rate === name) ? numbers.percent(value) : numbers.figure(value)
  }
  return (
    <>
      <ScrollArea name={words.metrics}>
        <table>
          <thead>
            <tr>
              <th>{words.part}</th>
              <th class="number">{words.rows}</th>
              {known.map((name) => (
                <th key={name} class="number">
                  {words[name]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {parts.map(({ part, figures }) => (
              <tr key={part}>
                <th scope="row">{words.parts[part]}</th>
                <td class="number">{numbers.count(figures.rows)}</td>
                {known.map((name) => (
                  <td key={name} class="number">
                    {shown(figures, name)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollArea>
      <details>
        <summary>{words.perLabel(words.parts[last.part])}</summary>
        <PerLabel figures={last.figures} />
      </details>
    </>
  )
}

function PerLabel({ figures }: { readonly figures: ClassificationMetrics }) {
  const words = useWords()
  const numbers = useNumbers()
  return (
    <ScrollArea name={words.labels}>
      <table>
        <thead>
          <tr>
            <th>{words.label}</th>
            {(['precision', 'recall', 'f1', 'rows'] as const).map((name) => (
              <th key={name} class="number">
                {words[name]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {figures.perClass.map(({ label, precision, recall, f1, support }) => (
            <tr key={label}>
              <th scope="row" dir="auto">
                {label}
              </th>
              {[precision, recall, f1].map((share, i) => (
                <td key={i} class="number">
                  {numbers.percent(share)}
                </td>
              ))}
              <td class="number">{numbers.count(support)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollArea>
  )
}
