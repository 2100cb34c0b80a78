import { LANGUAGES, type Language, useWords } from '../words/language.ts'

/** In which language the page speaks. */
export function LanguageSwitch(props: {
  readonly language: Language
  readonly onChoose: (language: Language) => void
}) {
  const words = useWords()
  return (
    <label class="language">
      <span class="unseen">{words.language}</span>
      <select
        value={props.language}
        onChange={({ currentTarget }) => props.onChoose(currentTarget.value as Language)}
      >
        {Object.entries(LANGUAGES).map(([code, { name }]) => (
          <option key={code} value={code} lang={code}>
            {name}
          </option>
        ))}
      </select>
    </label>
  )
}
