import { setTimeout } from 'node:timers/promises'
import { KEPT_UP_SHARE, OPEN_CONNECTIONS, UNCOUNTED_SECONDS } from './cases.mjs'

/** What a server may still do after its turn. */
const PAUSE_MS = 200

/**
 * Rounds in which every server has a turn in every case, one at a time; another one begins each round.
 *
 * @param servers - by subject's id, as of start-server.mjs
 * @param bare - as of bare-runtime.mjs; its turns stand under `bare` in every case of a closed loop
 * @param loads - what makes a closed and an open loop, as `run` of load-process.mjs
 * @returns `turns(case, subject)`, what the load said of each round, `lag` with it where the server tells; a server that
 * did not keep up with an open loop has no turn at the higher rates of that round
 */
export async function runRounds({ servers, bare, loads, cases, seconds, repeats, log }) {
  const turns = new Map()
  const turnsOf = (oneCase, id) => turns.get(`${oneCase.id} ${id}`) ?? []
  const ids = [...servers.keys(), 'bare']
  for (let round = 0; round < repeats; round++) {
    const slow = new Set()
    const first = round % ids.length
    for (const oneCase of cases) {
      for (const id of [...ids.slice(first), ...ids.slice(0, first)]) {
        if (oneCase.kind === 'open' && (slow.has(id) || id === 'bare')) continue
        const turn =
          id === 'bare'
            ? { rate: await bare.rate(seconds) }
            : await takeTurn({ server: servers.get(id), loads, oneCase, seconds })
        if (oneCase.kind === 'open' && turn.rate < KEPT_UP_SHARE * turn.asked) slow.add(id)
        turns.set(`${oneCase.id} ${id}`, [...turnsOf(oneCase, id), { round, ...turn }])
        log(`round ${round + 1} of ${repeats}, ${oneCase.name}: ${id}, ${said(turn)}`)
      }
    }
  }
  return turnsOf
}

function said({ rate, p50, p99 }) {
  const answers = `${Math.round(rate)} answers a second`
  return p50 === undefined ? answers : `${answers}, p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`
}

async function takeTurn({ server, loads, oneCase, seconds }) {
  await setTimeout(PAUSE_MS)
  await server.lag() // what was before does not count
  const { url } = server
  const loop =
    oneCase.kind === 'closed'
      ? { connections: oneCase.connections }
      : { connections: OPEN_CONNECTIONS, rate: oneCase.rate }
  const turn = await loads[oneCase.kind]({ url, ...loop, seconds, uncounted: UNCOUNTED_SECONDS })
  const lag = await server.lag()
  return { ...turn, ...(lag === undefined ? {} : { lag }) }
}
