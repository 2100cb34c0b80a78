/** The key that a server with API keys wants; kept until the tab is closed, and nowhere else. */
export interface ApiKeys {
  get(): string | undefined
  set(key: string): void
  forget(): void
}

const NAME = 'textgate.api-key'

/** Keys in the tab's storage, or in memory where the browser allows none. */
export function apiKeys(storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>): ApiKeys {
  let inMemory: string | undefined
  const attempt = <T>(action: () => T): T | undefined => {
    try {
      return action()
    } catch {
      return undefined
    }
  }
  return {
    get: () => attempt(() => storage.getItem(NAME)) ?? inMemory,
    set: (key) => {
      inMemory = key
      attempt(() => storage.setItem(NAME, key))
    },
    forget: () => {
      inMemory = undefined
      attempt(() => storage.removeItem(NAME))
    },
  }
}
