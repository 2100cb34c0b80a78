import type { Prediction } from '@textgate/core'
import { useWords } from '../words/language.ts'
import { useNumbers } from '../words/numbers.ts'

/** The answer in large letters, how sure it is and how long it took. */
export function Headline(props: {
  readonly prediction: Prediction
  readonly ms: number
  readonly isOutdated: boolean
}) {
  const { label, labels, probability } = props.prediction
  const words = useWords()
  const numbers = useNumbers()
  const isNone = labels ? labels.length === 0 : label === null
  const none = labels ? words.noLabels : words.unknown
  return (
    <>
      <p class="headline">
        <strong class={isNone ? 'none' : undefined} dir="auto">
          {isNone ? none : (labels?.join(', ') ?? label)}
        </strong>
        {!labels && <span class="number">{numbers.percent(probability)}</span>}
        <span class="note latency" title={words.latencyHow}>
          {words.latency(props.ms < 10 ? props.ms.toFixed(1) : props.ms.toFixed(0))}
        </span>
      </p>
      {isNone && <p class="note">{labels ? words.noLabelsWhy : words.unknownWhy}</p>}
      {props.isOutdated && <p class="note">{words.outdated}</p>}
    </>
  )
}
