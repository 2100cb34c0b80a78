import type { Prediction } from '@textgate/core'
import type { ApiKeys } from './api-keys.ts'
import type { Explanation, ModelCard, ModelChoice, ModelClient, ModelSummary } from './model-client.ts'
import { RequestFailure } from './request-failure.ts'

/** Of a model in `GET /v1/models`. */
interface ListedModel extends Omit<ModelSummary, 'defaultVersion'> {
  readonly default_version: string
}

/**
 * Asks a server of textgate.
 *
 * @param address - of the server, with a slash at its end
 */
export function httpClient(address: string, keys: Pick<ApiKeys, 'get'>): ModelClient {
  const ask = async (path: string, init: RequestInit = {}): Promise<unknown> => {
    const key = keys.get()
    const headers = {
      ...(init.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
    }
    const response = await fetch(new URL(path, address), { ...init, headers }).catch((error: unknown) => {
      if (init.signal?.aborted) throw error
      throw new RequestFailure(0, '', error instanceof Error ? error.message : String(error))
    })
    if (!response.ok) throw await failureOf(response)
    return response.json()
  }
  const post = (path: string, body: unknown, signal: AbortSignal) =>
    ask(path, { method: 'POST', body: JSON.stringify(body), signal })

  return {
    address,
    models: async () => {
      const { models } = (await ask('v1/models')) as { models: readonly ListedModel[] }
      return models.map(({ default_version: defaultVersion, ...model }) => ({ ...model, defaultVersion }))
    },
    card: async (choice) => (await ask(cardPath(choice))) as ModelCard,
    classify: async (texts, { model, version }, signal) => {
      const answer = await post('v1/classify', { text: texts, model, version }, signal)
      return (answer as { predictions: readonly Prediction[] }).predictions
    },
    explain: async (text, { model, version, label }, signal) =>
      (await post('v1/explain', { text, model, version, label }, signal)) as Explanation,
  }
}

function cardPath({ model, version }: ModelChoice): string {
  const path = `v1/models/${encodeURIComponent(model)}`
  return version === undefined ? path : `${path}/versions/${encodeURIComponent(version)}`
}

/** Proxies answer without the server's shape: then the status is all that there is to say. */
async function failureOf(response: Response): Promise<RequestFailure> {
  const body: unknown = await response.json().catch(() => undefined)
  const { code, message } = (body as { error?: { code?: unknown; message?: unknown } })?.error ?? {}
  const sentence = typeof message === 'string' ? message : `HTTP ${response.status} ${response.statusText}`
  const retryAfterMs = 1000 * Number(response.headers.get('retry-after') ?? 0)
  return new RequestFailure(
    response.status,
    typeof code === 'string' ? code : '',
    sentence.trim(),
    // It may be a date, which no server of textgate sends.
    Number.isFinite(retryAfterMs) ? retryAfterMs : 0,
  )
}
