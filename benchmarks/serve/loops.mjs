import { setTimeout } from 'node:timers/promises'
import { randomGenerator } from '@textgate/core'

// Loops of requests, which both server benchmarks send. `ask(since)` sends one and resolves when it is over, whatever became of it;
// `since` is when it was due, by performance.now(), as `end` is.

/** Each connection sends its next request when the last one is over. */
export async function closedLoop(ask, { connections, end }) {
  const connection = async () => {
    while (performance.now() < end) await ask(performance.now())
  }
  await Promise.all(Array.from({ length: connections }, connection))
}

/**
 * Requests at random times, `rate` a second on average, whether or not answers come. Latencies count from the time at which a
 * request was due, so that a server that stalls cannot hide who waited meanwhile.
 */
export async function openLoop(ask, { rate, start, end }) {
  const random = randomGenerator('arrivals')
  const underWay = new Set()
  let due = start
  while (due < end) {
    if (due > performance.now()) await setTimeout(1)
    for (const now = performance.now(); due <= now && due < end; ) {
      const asked = ask(due)
      underWay.add(asked)
      asked.finally(() => underWay.delete(asked))
      due -= (Math.log(1 - random.next()) / rate) * 1000
    }
  }
  await Promise.all(underWay)
}
