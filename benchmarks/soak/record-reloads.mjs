import { setTimeout } from 'node:timers/promises'
import { askToLoad } from './ask-to-load.mjs'
import { modelsFolder } from './models-folder.mjs'
import { usageOf } from './process-tree.mjs'
import { randomBundle } from './random-bundle.mjs'
import { randomTexts } from './random-texts.mjs'
import { startServer } from './start-server.mjs'

/** Units of the model: reloading it costs what reloading costs, and the model nearly nothing. */
const SIZE = 16
/** Models that take turns, so that each version has other files than the one before it. */
const MODELS = 3
const REQUEST_PAUSE_MS = 50

/**
 * Reloads a server many times under a light load.
 *
 * @param every - reloads between two looks at the processes
 * @param onUsage - told at each look what `usageOf` tells, and `reload`, the number of the last one
 * @throws Error when a reload or a request is not answered with 200
 */
export async function recordReloads({ shape, reloads, every, onUsage }) {
  const bundles = await Promise.all(Array.from({ length: MODELS }, (_, seed) => randomBundle(seed, SIZE)))
  const folder = modelsFolder(bundles)
  await folder.publish()
  const server = await startServer({ shape, processes: 1, options: { folder: folder.root } })
  const load = lightLoad(server.url)
  try {
    for (let reload = 1; reload <= reloads; reload++) {
      await folder.publish()
      const { status, text } = await askToLoad(server.url)
      if (status !== 200) throw new Error(`reload ${reload} was answered ${status}: ${text}`)
      if (reload % every === 0) onUsage({ reload, ...usageOf(server.pid) })
    }
  } finally {
    await load.stop()
    await server.stop()
    folder.remove()
  }
}

/** A few requests a second, one after the other. */
function lightLoad(url) {
  const texts = randomTexts(100)
  let isStopped = false
  const asking = (async () => {
    for (let sent = 0; !isStopped; sent++) {
      const answer = await fetch(`${url}/v1/classify`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ text: texts[sent % texts.length] }),
      })
      if (answer.status !== 200) throw new Error(`a request was answered ${answer.status}`)
      await answer.arrayBuffer()
      await setTimeout(REQUEST_PAUSE_MS)
    }
  })()
  asking.catch(() => {})
  return {
    stop: async () => {
      isStopped = true
      await asking
    },
  }
}
