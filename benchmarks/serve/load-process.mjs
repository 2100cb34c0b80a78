// Sends requests and measures the answers: node load-process.mjs TEXTS.json, then requests as subject-process.mjs tells.
// {"run": {"url", "connections", "seconds", "uncounted"}} is a closed loop; with "rate" it is an open one.
import { readFileSync } from 'node:fs'
import { createHistogram } from 'node:perf_hooks'
import { Pool } from 'undici'
import { answerRequests } from '../train/subject-process.mjs'
import { closedLoop, openLoop } from './loops.mjs'

const headers = { 'content-type': 'application/json' }
const bodies = JSON.parse(readFileSync(process.argv[2], 'utf8')).map((text) => JSON.stringify({ text }))

/** @returns requests and answers a second, latencies in milliseconds, failed requests, and the processor seconds that sending took */
async function run({ url, connections, rate, seconds, uncounted }) {
  const { origin, pathname } = new URL(url)
  const pool = new Pool(origin, { connections, headersTimeout: 30_000, bodyTimeout: 30_000 })
  const latencies = createHistogram() // of nanoseconds
  const counted = performance.now() + uncounted * 1000
  const end = counted + seconds * 1000
  const seen = { asked: 0, answers: 0, errors: 0, last: counted }
  let sent = 0

  /** @param since - when the request was due, or is sent, by performance.now() */
  async function ask(since) {
    const body = bodies[sent++ % bodies.length]
    if (since >= counted) seen.asked += 1
    try {
      const answer = await pool.request({ method: 'POST', path: pathname, headers, body })
      await answer.body.dump()
      if (answer.statusCode !== 200) throw new Error(`status ${answer.statusCode}`)
      if (since < counted) return
      seen.answers += 1
      seen.last = performance.now()
      latencies.record(Math.max(1, Math.round((seen.last - since) * 1e6)))
    } catch {
      if (since >= counted) seen.errors += 1
    }
  }

  const before = process.cpuUsage()
  if (rate === undefined) await closedLoop(ask, { connections, end })
  else await openLoop(ask, { rate, start: performance.now(), end })
  const { user, system } = process.cpuUsage(before)
  await pool.destroy()
  const milliseconds = (percentile) => latencies.percentile(percentile) / 1e6
  return {
    asked: seen.asked / seconds,
    rate: (1000 * seen.answers) / (Math.max(end, seen.last) - counted),
    ...{ p50: milliseconds(50), p99: milliseconds(99), p999: milliseconds(99.9) },
    ...{ errors: seen.errors, loadCpuSeconds: (user + system) / 1e6 },
  }
}

await answerRequests({ first: { ready: true }, run })
