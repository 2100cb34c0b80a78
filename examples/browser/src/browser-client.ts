import type { ModelCard, ModelClient } from '../../../packages/serve/page/client/model-client.ts'
import { RequestFailure } from '../../../packages/serve/page/client/request-failure.ts'
import { type CallWorker, startWorker } from './start-worker.ts'

/** A model that was loaded. */
interface LoadedModel {
  readonly card: ModelCard
  readonly call: CallWorker
}

/** Bundles have no versions. */
const VERSION = '1'

/**
 * Answers in this browser: `bundles.json` beside the page lists names, and `bundles/NAME/` has the files of each bundle. A model
 * is loaded when it is first asked.
 *
 * @param address - of the page, with a slash at its end
 */
export function browserClient(address: string): ModelClient {
  const loading = new Map<string, Promise<LoadedModel>>()
  const load = (name: string): Promise<LoadedModel> => {
    const known = loading.get(name)
    if (known) return known
    const started = loadModel(name, new URL(`bundles/${encodeURIComponent(name)}/`, address).href)
    loading.set(name, started)
    // What could not be loaded is tried again when it is asked again.
    started.catch(() => loading.delete(name))
    return started
  }
  return {
    models: async () => {
      const names = await bundleNames(new URL('bundles.json', address))
      return names.map((name) => ({
        name,
        versions: [VERSION],
        defaultVersion: VERSION,
        kind: 'text' as const,
      }))
    },
    card: async ({ model }) => (await load(model)).card,
    classify: async (texts, { model }, signal) => {
      const { call } = await load(model)
      signal.throwIfAborted()
      return call('classify', texts)
    },
    explain: async (text, { model, label }, signal) => {
      const { call } = await load(model)
      signal.throwIfAborted()
      return call('explain', { text, label })
    },
  }
}

async function loadModel(name: string, folder: string): Promise<LoadedModel> {
  const call = startWorker()
  try {
    return { card: { name, version: VERSION, ...(await call('load', folder)) }, call }
  } catch (error) {
    // No text at all can be answered.
    if (error instanceof RequestFailure) throw new RequestFailure(404, error.code, error.message)
    throw error
  }
}

async function bundleNames(url: URL): Promise<readonly string[]> {
  const response = await fetch(url).catch((error: unknown) => {
    throw new RequestFailure(0, 'BUNDLE_NOT_FOUND', `${url} cannot be fetched: ${error}`)
  })
  if (response.ok) return response.json()
  throw new RequestFailure(
    response.status,
    'BUNDLE_NOT_FOUND',
    `${url} cannot be fetched: HTTP ${response.status}; it lists the names of the bundles`,
  )
}
