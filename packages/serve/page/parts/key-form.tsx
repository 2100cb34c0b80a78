import { useEffect, useRef } from 'preact/hooks'
import { useWords } from '../words/language.ts'

/** Asks for the API key that the server wants. */
export function KeyForm({
  wasRefused,
  onKey,
}: {
  readonly wasRefused: boolean
  readonly onKey: (key: string) => void
}) {
  const words = useWords()
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => input.current?.focus(), [])
  const submit = (event: Event): void => {
    event.preventDefault()
    const key = input.current?.value.trim()
    if (key) onKey(key)
  }
  return (
    <form class="key" onSubmit={submit}>
      <p role="alert">{wasRefused ? words.keyRefused : words.keyWanted}</p>
      <div class="fields">
        <label>
          {words.key}
          <input
            ref={input}
            type="password"
            autocomplete="off"
            spellcheck={false}
            aria-describedby="key-kept"
          />
        </label>
        <button type="submit" class="main">
          {words.useKey}
        </button>
      </div>
      <p class="note" id="key-kept">
        {words.keyKept}
      </p>
    </form>
  )
}
