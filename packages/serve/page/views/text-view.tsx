import { useState } from 'preact/hooks'
import { nameOfChoice } from '../client/choices.ts'
import type { ModelChoice, ModelClient, ModelSummary } from '../client/model-client.ts'
import { AnswerPanel, type Asked } from '../parts/answer-panel.tsx'
import { CodePanel } from '../parts/code-panel.tsx'
import { ComparePicker } from '../parts/compare-picker.tsx'
import { TextForm } from '../parts/text-form.tsx'
import { useWords } from '../words/language.ts'

/** One text: what a model says of it, or two models side by side, and the same call as a program. */
export function TextView(props: {
  readonly client: ModelClient
  readonly models: readonly ModelSummary[]
  readonly choice: ModelChoice
  readonly hasKey: boolean
}) {
  const { client, models, choice, hasKey } = props
  const words = useWords()
  const [text, setText] = useState('')
  const [asked, setAsked] = useState<Asked>()
  const [other, setOther] = useState<ModelChoice>()
  const panel = { client, asked, isOutdated: asked !== undefined && asked.text !== text }
  return (
    <div class={other ? 'text-view compared' : 'text-view'}>
      <TextForm text={text} onText={setText} onAsk={() => setAsked({ text })}>
        <ComparePicker models={models} choice={choice} other={other} onChoose={setOther} />
      </TextForm>
      <div class="answers">
        <AnswerPanel
          {...panel}
          choice={choice}
          title={other ? words.answerOf(nameOfChoice(choice, words)) : words.answer}
        />
        {other && (
          <AnswerPanel {...panel} choice={other} title={words.answerOf(nameOfChoice(other, words))} />
        )}
      </div>
      {client.address !== undefined && (
        <CodePanel
          request={{ address: client.address, text: text || words.placeholder, hasKey, ...choice }}
        />
      )}
    </div>
  )
}
