import type { BundleManifest } from '@textgate/core'
import type { ModelChoice, ModelClient } from '../../../packages/serve/page/client/model-client.ts'
import { RequestFailure } from '../../../packages/serve/page/client/request-failure.ts'
import { cardOf, summaryOf, variantOf } from './model-forms.ts'
import { remembered } from './remembered.ts'
import { type CallWorker, startWorker } from './start-worker.ts'

/**
 * Answers in this browser: `bundles.json` beside the page lists names, and `bundles/NAME/` has the files of each bundle. A model
 * is loaded when it is first asked; its quantised forms are its versions.
 *
 * @param address - of the page, with a slash at its end
 */
export function browserClient(address: string): ModelClient {
  const folderOf = (name: string): string => new URL(`bundles/${encodeURIComponent(name)}/`, address).href
  // Manifests are read by a worker, too: what checks them is in its file already.
  const reader = startWorker()
  const manifestOf = remembered(
    (name: string): Promise<BundleManifest> => asRequest(reader('manifest', folderOf(name))),
  )
  const workerOf = remembered(async (name: string, version: string): Promise<CallWorker> => {
    const call = startWorker()
    await asRequest(call('load', { folder: folderOf(name), variant: variantOf(version) }))
    return call
  })
  const worker = async ({ model, version }: ModelChoice, signal: AbortSignal): Promise<CallWorker> => {
    const { defaultVersion } = summaryOf(model, await manifestOf(model))
    const call = await workerOf(model, version ?? defaultVersion)
    signal.throwIfAborted()
    return call
  }
  return {
    models: async () => {
      const names = await bundleNames(new URL('bundles.json', address))
      return Promise.all(names.map(async (name) => summaryOf(name, await manifestOf(name))))
    },
    card: async ({ model, version }) => cardOf(model, variantOf(version), await manifestOf(model)),
    classify: async (texts, choice, signal) => (await worker(choice, signal))('classify', texts),
    explain: async (text, { label, ...choice }, signal) =>
      (await worker(choice, signal))('explain', { text, label }),
  }
}

/** A bundle that cannot be loaded answers no text at all. */
async function asRequest<T>(loading: Promise<T>): Promise<T> {
  try {
    return await loading
  } catch (error) {
    if (error instanceof RequestFailure) throw new RequestFailure(404, error.code, error.message)
    throw error
  }
}

async function bundleNames(url: URL): Promise<readonly string[]> {
  const response = await fetch(url).catch((error: unknown) => {
    throw new RequestFailure(0, 'BUNDLE_NOT_FOUND', `${url} cannot be fetched: ${error}`)
  })
  if (response.ok) return response.json()
  const reason = `HTTP ${response.status}; it lists the names of the bundles`
  throw new RequestFailure(response.status, 'BUNDLE_NOT_FOUND', `${url} cannot be fetched: ${reason}`)
}
