import type { ComponentChildren } from 'preact'
import { useWords } from '../words/language.ts'

/** Where a text is written and asked. */
export function TextForm(props: {
  readonly text: string
  readonly onText: (text: string) => void
  readonly onAsk: () => void
  readonly children: ComponentChildren
}) {
  const words = useWords()
  const ask = (event: Event): void => {
    event.preventDefault()
    props.onAsk()
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) ask(event)
  }
  return (
    <form class="text-form" onSubmit={ask}>
      <label for="text">{words.yourText}</label>
      <textarea
        id="text"
        rows={7}
        dir="auto"
        value={props.text}
        placeholder={words.placeholder}
        onInput={({ currentTarget }) => props.onText(currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <div class="fields">
        <button type="submit" class="main" aria-describedby="classify-hint">
          {words.classify}
        </button>
        <kbd id="classify-hint">{words.classifyHint}</kbd>
        {props.children}
      </div>
    </form>
  )
}
