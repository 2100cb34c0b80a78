import { useEffect, useState } from 'preact/hooks'
import type { Explanation, ModelChoice, ModelClient } from '../client/model-client.ts'
import { RequestFailure } from '../client/request-failure.ts'
import { useTask } from '../hooks/use-task.ts'
import { useWords } from '../words/language.ts'
import { MarkedText } from './marked-text.tsx'
import { Problem } from './problem.tsx'
import { LEAST_WEIGHT, StrongestWords } from './strongest-words.tsx'

/** The words of a text that mattered for a label, which the reader chooses. */
export function ExplainedAnswer(props: {
  readonly client: ModelClient
  readonly choice: ModelChoice
  readonly text: string
  /** The most probable first. */
  readonly labels: readonly string[]
}) {
  const { client, text, labels } = props
  const { model, version } = props.choice
  const words = useWords()
  const { state, run } = useTask<Explanation>()
  const [label, setLabel] = useState<string>()
  useEffect(
    () => void run((signal) => client.explain(text, { model, version, label }, signal)),
    [client, text, model, version, label, run],
  )
  const explanation = state.last
  return (
    <section class="explanation" aria-busy={state.kind === 'running'}>
      <div class="heading">
        <h3>{words.explanation}</h3>
        {explanation && (
          <label class="inline">
            {words.explainedLabel}
            <select
              value={label ?? explanation.label}
              onChange={({ currentTarget }) => setLabel(currentTarget.value)}
            >
              {labels.map((one) => (
                <option key={one}>{one}</option>
              ))}
            </select>
          </label>
        )}
      </div>
      {state.kind === 'running' && !explanation && <p class="note">{words.explaining}</p>}
      {state.kind === 'failed' &&
        (isMissingRoute(state.failure) ? (
          <p class="note">{words.notExplained}</p>
        ) : (
          <Problem failure={state.failure} />
        ))}
      {explanation && <Words text={text} explanation={explanation} />}
    </section>
  )
}

function Words({
  text,
  explanation: { tokens },
}: {
  readonly text: string
  readonly explanation: Explanation
}) {
  const words = useWords()
  if (!tokens.some(({ weight }) => Math.abs(weight) >= LEAST_WEIGHT)) {
    return (
      <>
        <MarkedText text={text} tokens={[]} />
        <p class="note">{words.noWordMattered}</p>
      </>
    )
  }
  return (
    <>
      <MarkedText text={text} tokens={tokens} />
      <StrongestWords text={text} tokens={tokens} />
      <p class="note">{words.explanationHow}</p>
    </>
  )
}

/** Servers of before there were explanations do not know the route. */
function isMissingRoute(failure: unknown): boolean {
  return failure instanceof RequestFailure && failure.status === 404 && failure.code !== 'MODEL_NOT_FOUND'
}
