import { useCallback, useEffect, useMemo, useState } from 'preact/hooks'
import type { ApiKeys } from './client/api-keys.ts'
import type { ModelClient, ModelSummary } from './client/model-client.ts'
import { watchedClient } from './client/watched-client.ts'
import { AnnounceContext } from './hooks/announce.ts'
import { useLanguage } from './hooks/use-language.ts'
import { useTask } from './hooks/use-task.ts'
import { useView } from './hooks/use-view.ts'
import { Header } from './parts/header.tsx'
import { KeyForm } from './parts/key-form.tsx'
import { Problem } from './parts/problem.tsx'
import { Views } from './views/views.tsx'
import { LANGUAGES, LanguageContext } from './words/language.ts'

/** The page: asks which models there are, for a key where the server wants one, and shows the views. */
export function App({ client, keys }: { readonly client: ModelClient; readonly keys?: ApiKeys }) {
  const [language, setLanguage] = useLanguage()
  const [said, setSaid] = useState('')
  const [keyForm, setKeyForm] = useState<'hidden' | 'wanted' | 'refused'>('hidden')
  const view = useView()
  const { state, run } = useTask<readonly ModelSummary[]>()
  const onKeyWanted = useCallback(() => setKeyForm(keys?.get() === undefined ? 'wanted' : 'refused'), [keys])
  const watched = useMemo(() => watchedClient(client, onKeyWanted), [client, onKeyWanted])
  const load = useCallback(() => void run(() => watched.models()), [watched, run])
  useEffect(load, [load])

  const { words } = LANGUAGES[language]
  const isKeyForm = keys !== undefined && keyForm !== 'hidden'
  const useKey = (key: string): void => {
    keys?.set(key)
    setKeyForm('hidden')
    load()
  }
  const forgetKey = (): void => {
    keys?.forget()
    load()
  }
  return (
    <LanguageContext.Provider value={language}>
      <AnnounceContext.Provider value={setSaid}>
        <Header view={view} language={language} onLanguage={setLanguage} />
        <main id="content" tabIndex={-1}>
          <h1 class="unseen">textgate: {words[view]}</h1>
          {isKeyForm && <KeyForm wasRefused={keyForm === 'refused'} onKey={useKey} />}
          {state.kind === 'running' && !state.last && <p class="note">{words.loadingModels}</p>}
          {state.kind === 'failed' && !isKeyForm && (
            <>
              <Problem failure={state.failure} />
              <button type="button" onClick={load}>
                {words.tryAgain}
              </button>
            </>
          )}
          {state.last?.length === 0 && <p class="note">{words.noModels}</p>}
          {state.last && state.last.length > 0 && (
            <Views client={watched} models={state.last} view={view} hasKey={keys?.get() !== undefined} />
          )}
          {keys?.get() !== undefined && (
            <button type="button" class="link" onClick={forgetKey}>
              {words.forgetKey}
            </button>
          )}
        </main>
        <p class="unseen" role="status">
          {said}
        </p>
      </AnnounceContext.Provider>
    </LanguageContext.Provider>
  )
}
