import type { Prediction, ServableBundle } from '@textgate/core'
import type { BrowserContext, Route } from 'playwright-core'

/** What stands in for routes that a server does not have yet. */
export interface MissingRoutes {
  /** By the name of the model. */
  readonly bundles: Readonly<Record<string, ServableBundle>>
  readonly serverUrl: string
}

/** Answers `/v1/models` and `/v1/explain` in the server's place, the latter by what the server's own model says. */
export async function addMissingRoutes(
  context: BrowserContext,
  { bundles, serverUrl }: MissingRoutes,
): Promise<void> {
  const cards = Object.entries(bundles).map(([name, { manifest, certificate }]) => {
    const { labels, metrics, training, config } = manifest
    const { head, encoder } = config.model
    return { name, version: '1', kind: 'text', labels, head, encoder, metrics, certificate, training }
  })
  const models = cards.map(({ name, kind }) => ({ name, versions: ['1'], default_version: '1', kind }))
  const probabilitiesOf = async (
    texts: readonly string[],
    model: string,
  ): Promise<Prediction['probabilities'][]> => {
    const body = JSON.stringify({ text: texts, model })
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(`${serverUrl}/v1/classify`, { method: 'POST', headers, body })
    const { predictions } = (await response.json()) as { predictions: Prediction[] }
    return predictions.map(({ probabilities }) => probabilities)
  }
  await context.route('**/v1/models', (route) => route.fulfill({ json: { models } }))
  await context.route('**/v1/models/*', (route) => {
    const name = decodeURIComponent(route.request().url().split('/').at(-1) as string)
    return route.fulfill({ json: cards.find((card) => card.name === name) })
  })
  await context.route('**/v1/explain', async (route: Route) => {
    const { text, model, label: wanted } = route.request().postDataJSON()
    const places = [...text.matchAll(/\p{Script=Han}|[\p{L}\p{N}]+/gu)].map(({ index, 0: token }) => ({
      token,
      start: index,
      end: index + token.length,
    }))
    const without = places.map(({ start, end }) => text.slice(0, start) + text.slice(end))
    const [whole = {}, ...others] = await probabilitiesOf([text, ...without], model)
    const label = wanted ?? Object.keys(whole).sort((a, b) => (whole[b] ?? 0) - (whole[a] ?? 0))[0]
    const probability = whole[label] ?? 0
    const tokens = places.map((place, i) => ({ ...place, weight: probability - (others[i]?.[label] ?? 0) }))
    await route.fulfill({ json: { model, version: '1', label, probability, tokens } })
  })
}
