import type { ModelClient } from './model-client.ts'
import { RequestFailure } from './request-failure.ts'

/** The same client, which tells whenever the server wants a key. */
export function watchedClient(client: ModelClient, onKeyWanted: () => void): ModelClient {
  const watched = async <T>(answer: Promise<T>): Promise<T> => {
    try {
      return await answer
    } catch (error) {
      if (error instanceof RequestFailure && error.status === 401) onKeyWanted()
      throw error
    }
  }
  return {
    ...client,
    models: () => watched(client.models()),
    card: (choice) => watched(client.card(choice)),
    classify: (...request) => watched(client.classify(...request)),
    explain: (...request) => watched(client.explain(...request)),
  }
}
