import { useState } from 'preact/hooks'
import type { RowAnswer } from '../client/classify-rows.ts'
import { useWords } from '../words/language.ts'
import { useNumbers } from '../words/numbers.ts'
import { ScrollArea } from './scroll-area.tsx'

/** Rows that are drawn at most: the download has them all. */
const SHOWN = 50
/** UTF-16 units of a text that are drawn at most. */
const TEXT_UNITS = 300

type Order = 'inOrder' | 'unsureFirst' | 'onlyFailed'

/** Some rows of a file with their answers. */
export function RowTable(props: {
  readonly texts: readonly string[]
  readonly answers: readonly (RowAnswer | undefined)[]
  /** Number of the first row in the file. */
  readonly firstRow: number
}) {
  const { texts, answers, firstRow } = props
  const words = useWords()
  const numbers = useNumbers()
  const [order, setOrder] = useState<Order>('inOrder')
  const rows = rowsIn(order, texts, answers)
  return (
    <section>
      <div class="heading">
        <h2>{words.rows}</h2>
        <label class="inline">
          {words.show}
          <select value={order} onChange={({ currentTarget }) => setOrder(currentTarget.value as Order)}>
            {(['inOrder', 'unsureFirst', 'onlyFailed'] as const).map((one) => (
              <option key={one} value={one}>
                {words[one]}
              </option>
            ))}
          </select>
        </label>
        <span class="note">
          {words.shownOf(numbers.count(Math.min(SHOWN, rows.length)), numbers.count(texts.length))}
        </span>
      </div>
      <ScrollArea name={words.rows}>
        <table>
          <thead>
            <tr>
              <th class="number">{words.row}</th>
              <th>{words.text}</th>
              <th>{words.answer}</th>
              <th class="number">{words.probability}</th>
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, SHOWN).map((row) => (
              <tr key={row}>
                <td class="number">{row + firstRow}</td>
                <td class="row-text" dir="auto">
                  {shortened(texts[row] as string)}
                </td>
                <AnswerCells answer={answers[row]} />
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollArea>
    </section>
  )
}

function AnswerCells({ answer }: { readonly answer: RowAnswer | undefined }) {
  const words = useWords()
  const numbers = useNumbers()
  if (answer?.failure) {
    const { code, message } = answer.failure
    return (
      <td colSpan={2} class="bad">
        {code && <code>{code}</code>} {message}
      </td>
    )
  }
  if (!answer) return <td colSpan={2} />
  const { label, labels, probability } = answer.prediction
  const none = labels ? words.noLabels : words.unknown
  return (
    <>
      <td dir="auto">{labels?.join(', ') || label || <span class="note">{none}</span>}</td>
      <td class="number">{numbers.percent(probability)}</td>
    </>
  )
}

function rowsIn(
  order: Order,
  texts: readonly string[],
  answers: readonly (RowAnswer | undefined)[],
): number[] {
  const rows = [...texts.keys()]
  if (order === 'inOrder') return rows
  if (order === 'onlyFailed') return rows.filter((row) => answers[row]?.failure)
  const sureness = (row: number): number => answers[row]?.prediction?.probability ?? 2
  return rows.filter((row) => answers[row]?.prediction).sort((a, b) => sureness(a) - sureness(b))
}

function shortened(text: string): string {
  return text.length <= TEXT_UNITS ? text : `${text.slice(0, TEXT_UNITS)} …`
}
