import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout } from 'node:timers/promises'

const START_SECONDS = 60
const STOP_SECONDS = 15
const POLL_MS = 100

/**
 * Starts a subject of subjects.mjs in a process of its own and waits until it answers.
 *
 * @returns `url` to post to, `answer(text)`, its label and probabilities by label, `lag()`, the 99th percentile of the event
 * loop's lag in milliseconds since it was last asked where the server tells it, and `stop()`
 * @throws Error that tells why it does not serve
 */
export async function startServer({ command, args, env, path, answerOf }, text) {
  const port = await freePort()
  const child = spawn(command, args(port), {
    stdio: ['ignore', 'ignore', 'pipe'],
    // ONNX Runtime's telemetry is no part of what is measured.
    env: { ...process.env, ORT_DISABLE_TELEMETRY: '1', ...env },
  })
  let complaint = ''
  child.stderr.on('data', (chunk) => {
    complaint = (complaint + chunk).slice(-10_000)
  })
  const ended = new Promise((resolve) => {
    child.once('error', resolve)
    child.once('exit', resolve)
  })
  const isRunning = () => child.exitCode === null && child.signalCode === null && child.pid !== undefined
  const origin = `http://127.0.0.1:${port}`
  const url = `${origin}${path}`

  const answer = async (question) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ text: question }),
    })
    if (!response.ok) throw new Error(`${url} answers ${response.status}: ${await response.text()}`)
    const { label, probabilities } = answerOf(await response.json())
    return { label, probabilities: byLabel(probabilities) }
  }
  const stop = async () => {
    if (isRunning()) child.kill('SIGTERM')
    const stopped = await Promise.race([ended.then(() => true), setTimeout(STOP_SECONDS * 1000, false)])
    if (!stopped) child.kill('SIGKILL')
  }

  const late = Date.now() + START_SECONDS * 1000
  for (;;) {
    try {
      await answer(text)
      return { url, answer, lag: () => lagAt(origin), stop }
    } catch (error) {
      if (!isRunning()) throw new Error(lastLine(complaint) ?? 'it ended before it answered')
      if (Date.now() > late) {
        await stop()
        throw new Error(`no answer in ${START_SECONDS} s: ${error.message}`)
      }
      await Promise.race([ended, setTimeout(POLL_MS)])
    }
  }
}

/** Servers give an object, or a list of label and probability. */
function byLabel(probabilities) {
  return Array.isArray(probabilities)
    ? Object.fromEntries(probabilities.map(({ label, probability }) => [label, probability]))
    : probabilities
}

async function lagAt(origin) {
  const response = await fetch(`${origin}/metrics`)
  const metrics = await response.text()
  const [, seconds] =
    metrics.match(/^textgate_event_loop_lag_seconds\{[^}]*quantile="0\.99"[^}]*\} (\S+)$/m) ?? []
  return seconds === undefined ? undefined : Number(seconds) * 1000
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  await once(server, 'close')
  return port
}

function lastLine(text) {
  return text.trim().split('\n').at(-1)?.trim().slice(0, 160) || undefined
}
