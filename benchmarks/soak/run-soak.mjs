import { setTimeout as delay } from 'node:timers/promises'
import { closedLoop, openLoop } from '../serve/loops.mjs'
import { checkedLoad } from './checked-load.mjs'
import { disturb } from './disturbances.mjs'
import { growthOf } from './growth-of.mjs'
import { knownAnswers } from './known-answers.mjs'
import { modelsFolder } from './models-folder.mjs'
import { childrenOf, usageOf } from './process-tree.mjs'
import { randomBundle } from './random-bundle.mjs'
import { randomTexts } from './random-texts.mjs'
import { startServer } from './start-server.mjs'

const MODELS = 3
/** Units of the model. */
const SIZE = 64
const TEXTS = 300
const PROCESSES = 2
/** Share of what the server can do that is asked of it. */
const LOAD_SHARE = 0.7
const CAPACITY = { connections: 32, seconds: 15 }
const SAMPLE_SECONDS = 5
/** How long the processes that were killed last may take to be replaced, and those that were replaced to end. */
const SETTLE_SECONDS = 60

/**
 * A server under load for minutes, whose versions are replaced and whose processes are killed meanwhile.
 *
 * @param shape - `processes` or `workers` @param rate - requests a second; 0.7 of what the server can do unless given
 * @returns `rate`, `seen` of checked-load.mjs, `happened` of disturbances.mjs, `events`, how many of each kind the server told,
 * `samples` of its memory, `growth` of growth-of.mjs, `isWhole`, whether it has all its processes at the end, and `exit`, the exit
 * code, or the signal, by which it ended
 */
export async function runSoak({ shape, minutes, rate, log }) {
  const bundles = await Promise.all(Array.from({ length: MODELS }, (_, seed) => randomBundle(seed, SIZE)))
  const texts = randomTexts(TEXTS)
  const answers = await Promise.all(bundles.map((bundle) => knownAnswers(bundle, texts)))
  const folder = modelsFolder(bundles)
  await folder.publish()
  const events = {}
  const onEvent = ({ kind }) => {
    events[kind] = (events[kind] ?? 0) + 1
  }
  const server = await startServer({
    ...{ shape, processes: PROCESSES, onEvent },
    options: { folder: folder.root, grpcPort: 0 },
  })
  let disturbances
  const load = checkedLoad({
    ...{ server, texts, labels: bundles[0].manifest.labels },
    known: (version) => answers[Number(version) % MODELS],
    oldest: () => disturbances?.oldest() ?? 1,
  })
  const samples = []
  try {
    const asked = rate ?? LOAD_SHARE * (await capacityOf(load))
    log(`${shape}: ${asked.toFixed(0)} requests a second for ${minutes} minutes`)
    const start = performance.now()
    const sampling = setInterval(() => {
      samples.push({ at: Math.round((performance.now() - start) / 1000), ...usageOf(server.pid) })
    }, SAMPLE_SECONDS * 1000)
    const telling = setInterval(
      () =>
        log(
          `${shape}, ${samples.at(-1)?.at} s: ${JSON.stringify({ ...load.seen, ...disturbances.happened, ...samples.at(-1) })}`,
        ),
      60_000,
    )
    disturbances = disturb({ server, folder })
    await openLoop(load.ask, { rate: asked, start, end: start + minutes * 60_000 })
    await disturbances.stop()
    clearInterval(sampling)
    clearInterval(telling)
    const isWhole = await settled(server)
    const { seen } = load
    const { happened } = disturbances
    return {
      rate: asked,
      seen,
      happened,
      events,
      samples,
      growth: growthOf(samples),
      isWhole,
      exit: await server.stop(),
    }
  } finally {
    await load.close()
    await server.stop()
    folder.remove()
  }
}

/** Answers a second that the server gives to connections that are always busy. */
async function capacityOf({ ask, seen }) {
  const { connections, seconds } = CAPACITY
  const before = seen.answered
  await closedLoop(ask, { connections, end: performance.now() + seconds * 1000 })
  return (seen.answered - before) / seconds
}

/** Whether the server comes to have as many processes as it was started with. */
async function settled({ pid }) {
  for (let second = 0; second < SETTLE_SECONDS; second++) {
    if (childrenOf(pid).length === PROCESSES) return true
    await delay(1000)
  }
  return false
}
