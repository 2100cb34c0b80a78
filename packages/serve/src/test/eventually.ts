import { setTimeout as delay } from 'node:timers/promises'

/** Milliseconds after which waiting has no sense. */
const LIMIT_MS = 60_000

/** Repeats a check until it passes; throws what it throws when it never does. */
export async function eventually(check: () => unknown): Promise<void> {
  const end = performance.now() + LIMIT_MS
  for (;;) {
    try {
      await check()
      return
    } catch (error) {
      if (performance.now() > end) throw error
      await delay(20)
    }
  }
}
