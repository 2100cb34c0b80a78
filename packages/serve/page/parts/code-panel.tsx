import { useRef, useState } from 'preact/hooks'
import { type CodeSamples, codeSamples, type SampledRequest } from '../code/code-samples.ts'
import { useWords } from '../words/language.ts'
import { CopyButton } from './copy-button.tsx'

const NAMES: Readonly<Record<keyof CodeSamples, string>> = {
  curl: 'curl',
  typescript: 'TypeScript',
  python: 'Python',
}

/** The request as a program, in the language that the reader chooses. */
export function CodePanel({ request }: { readonly request: SampledRequest }) {
  const words = useWords()
  const [language, setLanguage] = useState<keyof CodeSamples>('curl')
  const code = useRef<HTMLPreElement>(null)
  const text = codeSamples(request)[language]
  const select = (): void => {
    if (code.current) getSelection()?.selectAllChildren(code.current)
  }
  return (
    <section class="call" aria-label={words.call}>
      <div class="heading">
        <h2>{words.call}</h2>
        <fieldset class="segments">
          <legend class="unseen">{words.callLanguage}</legend>
          {(Object.keys(NAMES) as (keyof CodeSamples)[]).map((one) => (
            <label key={one}>
              <input
                type="radio"
                name="call-language"
                checked={one === language}
                onChange={() => setLanguage(one)}
              />
              <span>{NAMES[one]}</span>
            </label>
          ))}
        </fieldset>
        <CopyButton text={text} select={select} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <pre ref={code} tabIndex={0}>
        {text}
      </pre>
      <p class="note">
        <a href={new URL('docs', request.address).href}>{words.allRoutes}</a>
      </p>
    </section>
  )
}
