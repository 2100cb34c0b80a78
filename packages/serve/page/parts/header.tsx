import { VIEWS, type View } from '../hooks/use-view.ts'
import { type Language, useWords } from '../words/language.ts'
import { LanguageSwitch } from './language-switch.tsx'

/** The name, the way to the views, and the language. */
export function Header(props: {
  readonly view: View
  readonly language: Language
  readonly onLanguage: (language: Language) => void
}) {
  const words = useWords()
  return (
    <header>
      {/* No link, because the address names the view. */}
      <button type="button" class="skip" onClick={() => document.getElementById('content')?.focus()}>
        {words.skip}
      </button>
      <span class="brand" translate={false}>
        textgate
      </span>
      <nav aria-label={words.views}>
        {VIEWS.map((view) => (
          <a key={view} href={`#${view}`} aria-current={view === props.view ? 'page' : undefined}>
            {words[view]}
          </a>
        ))}
      </nav>
      <LanguageSwitch language={props.language} onChoose={props.onLanguage} />
    </header>
  )
}
