import { isTextgateError } from '@textgate/core'
import { type BrowserClassifier, loadBrowserClassifier } from './browser-classifier.ts'
import { fetchBundle, fetchManifest } from './fetch-bundle.ts'
import type { WorkerAnswer, WorkerCalls, WorkerRequest } from './messages.ts'

// Runs one model beside the page, which stays quick while the model computes.
let classifier: BrowserClassifier | undefined

const CALLS: {
  [Name in keyof WorkerCalls]: (takes: WorkerCalls[Name]['takes']) => Promise<WorkerCalls[Name]['gives']>
} = {
  manifest: (folder) => fetchManifest(folder),
  load: async ({ folder, variant }) => {
    classifier = await loadBrowserClassifier(await fetchBundle(folder, variant))
    return undefined
  },
  classify: (texts) => loaded().classify(texts),
  explain: ({ text, label }) => loaded().explain(text, label),
}

function loaded(): BrowserClassifier {
  if (!classifier) throw new Error('load comes first')
  return classifier
}

addEventListener('message', async ({ data: { id, name, takes } }: MessageEvent<WorkerRequest>) => {
  const post = (answer: WorkerAnswer): void => postMessage(answer)
  try {
    const call = CALLS[name] as (takes: unknown) => Promise<WorkerCalls[typeof name]['gives']>
    post({ id, gives: await call(takes) })
  } catch (error) {
    const code = isTextgateError(error) ? error.code : 'MODEL_FAILED'
    post({ id, error: { code, message: error instanceof Error ? error.message : String(error) } })
  }
})
