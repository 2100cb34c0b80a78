import { setTimeout as delay } from 'node:timers/promises'
import { randomGenerator } from '@textgate/core'
import { askToLoad } from './ask-to-load.mjs'
import { sendHostile } from './hostile-requests.mjs'
import { childrenOf } from './process-tree.mjs'

export const RELOAD_SECONDS = 20
export const KILL_SECONDS = 30
const HOSTILE_SECONDS = 1
/** A reload fails where what it started was killed; it is tried so often. */
const RELOAD_TRIES = 3
/** How long a server that was replaced may answer what comes on the connections that it had, and a little more. */
const STALE_MS = 18_000

/**
 * What happens to a server under load: new versions, killed processes, hostile requests.
 *
 * @param folder - of models-folder.mjs, with one version that is offered
 * @returns `happened`, counts and the reloads that failed; `oldest()`, the lowest version that may answer now; and `stop()`
 */
export function disturb({ server, folder }) {
  const random = randomGenerator('soak kills')
  const happened = {
    reloads: 0,
    repeatedReloads: 0,
    failedReloads: [],
    kills: 0,
    hostile: 0,
    hostileAnswers: {},
  }
  let oldest = 1
  const stopping = new AbortController()
  const every = async (seconds, work) => {
    for (;;) {
      await delay(seconds * 1000, undefined, { signal: stopping.signal })
      await work()
    }
  }

  async function reload() {
    const version = await folder.publish()
    let answer
    for (let attempt = 1; attempt <= RELOAD_TRIES; attempt++) {
      answer = await askToLoad(server.url)
      if (answer.status === 200) break
      happened.repeatedReloads += 1
    }
    if (answer.status !== 200) return happened.failedReloads.push(answer.text)
    happened.reloads += 1
    setTimeout(() => {
      oldest = Math.max(oldest, version)
    }, STALE_MS).unref()
  }

  function kill() {
    const children = childrenOf(server.pid)
    if (children.length === 0) return
    process.kill(children[random.integer(children.length)], 'SIGKILL')
    happened.kills += 1
  }

  async function beHostile() {
    const answer = await sendHostile(server.url, happened.hostile++)
    const status = answer === '' ? 'none' : (answer.split(' ')[1] ?? answer)
    happened.hostileAnswers[status] = (happened.hostileAnswers[status] ?? 0) + 1
  }

  const running = [
    every(RELOAD_SECONDS, reload),
    every(KILL_SECONDS, kill),
    every(HOSTILE_SECONDS, beHostile),
  ]
  return {
    happened,
    oldest: () => oldest,
    stop: async () => {
      stopping.abort()
      for (const { reason } of await Promise.allSettled(running)) {
        if (reason?.name !== 'AbortError') throw reason
      }
    },
  }
}
