import type { Prediction } from '@textgate/core'
import { useState } from 'preact/hooks'
import { useWords } from '../words/language.ts'
import { useNumbers } from '../words/numbers.ts'
import { Bars } from './bars.tsx'

/** Labels that are shown at once. */
const SHOWN = 8

/**
 * The labels of a prediction with their probabilities.
 *
 * @param order - labels of a head whose labels have an order; the most probable comes first unless given
 */
export function Probabilities({
  prediction,
  order,
}: {
  readonly prediction: Prediction
  readonly order?: readonly string[] | undefined
}) {
  const words = useWords()
  const numbers = useNumbers()
  const [isWhole, setWhole] = useState(false)
  const answered = prediction.labels ?? (prediction.label === null ? [] : [prediction.label])
  const entries = Object.entries(prediction.probabilities).sort(([, a], [, b]) => b - a)
  const probable = isWhole ? entries : entries.slice(0, SHOWN)
  const shown = order ? [...probable].sort(([a], [b]) => order.indexOf(a) - order.indexOf(b)) : probable
  const bars = shown.map(([name, share]) => ({
    name,
    share,
    value: numbers.percent(share),
    stress: answered.includes(name) && (
      <span class="answered">
        {' '}
        ✓<span class="unseen"> {words.answered}</span>
      </span>
    ),
  }))
  return (
    <>
      <Bars bars={bars} title={words.probabilities} />
      {entries.length > SHOWN && (
        <button type="button" class="link" aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
          {isWhole ? words.fewerLabels : words.allLabels(entries.length)}
        </button>
      )}
    </>
  )
}
