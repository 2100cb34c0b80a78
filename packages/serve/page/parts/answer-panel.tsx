import type { Prediction } from '@textgate/core'
import { useEffect } from 'preact/hooks'
import type { ModelChoice, ModelClient } from '../client/model-client.ts'
import { useAnnounce } from '../hooks/announce.ts'
import { useCard } from '../hooks/use-card.ts'
import { useTask } from '../hooks/use-task.ts'
import { useWords } from '../words/language.ts'
import { useNumbers } from '../words/numbers.ts'
import { ExplainedAnswer } from './explained-answer.tsx'
import { Headline } from './headline.tsx'
import { Probabilities } from './probabilities.tsx'
import { Problem } from './problem.tsx'

/** A text that was asked; asking the same text again is another question. */
export interface Asked {
  readonly text: string
}

interface Answer extends Asked {
  readonly choice: ModelChoice
  readonly prediction: Prediction
  readonly ms: number
}

/** What one model says of a text: answer, probabilities, and the words that mattered. */
export function AnswerPanel(props: {
  readonly client: ModelClient
  readonly choice: ModelChoice
  readonly title: string
  readonly asked: Asked | undefined
  /** Whether the text has been changed since it was asked. */
  readonly isOutdated: boolean
}) {
  const { client, asked, title, isOutdated } = props
  const { model, version } = props.choice
  const words = useWords()
  const numbers = useNumbers()
  const announce = useAnnounce()
  const card = useCard(client, props.choice).last
  const { state, run } = useTask<Answer>()
  // Another language or title is no reason to ask again.
  useEffect(() => {
    if (!asked) return
    void run(async (signal) => {
      const started = performance.now()
      const [prediction] = await client.classify([asked.text], { model, version }, signal)
      if (!prediction) throw new Error('no answer')
      const { label, labels, probability } = prediction
      const said = labels?.join(', ') || (label ?? words.unknown)
      announce(`${title}: ${said}, ${numbers.percent(probability)}`)
      return { ...asked, choice: { model, version }, prediction, ms: performance.now() - started }
    })
  }, [client, model, version, asked, run])

  const answer = state.last
  return (
    <section class="answer" aria-label={title} aria-busy={state.kind === 'running'}>
      <h2>{title}</h2>
      {state.kind === 'failed' && <Problem failure={state.failure} />}
      {!answer && state.kind !== 'failed' && (
        <p class="note">{state.kind === 'running' ? words.asking : words.noTextYet}</p>
      )}
      {answer && (
        <>
          <Headline prediction={answer.prediction} ms={answer.ms} isOutdated={isOutdated} />
          <Probabilities
            prediction={answer.prediction}
            order={card?.head === 'ordinal' ? card.labels : undefined}
          />
          <ExplainedAnswer
            key={JSON.stringify([answer.text, answer.choice])}
            client={client}
            choice={answer.choice}
            text={answer.text}
            labels={byProbability(answer.prediction)}
          />
        </>
      )}
    </section>
  )
}

function byProbability({ probabilities }: Prediction): string[] {
  return Object.entries(probabilities)
    .sort(([, a], [, b]) => b - a)
    .map(([label]) => label)
}
