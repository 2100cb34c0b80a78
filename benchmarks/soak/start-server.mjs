import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const STOP_MS = 30_000

/**
 * A server in a process of its own.
 *
 * @param shape - `processes`, `workers` or `inline` @param processes - of the shape @param options - of `startServer`
 * @param onEvent - told what happens to its processes and models
 * @returns `pid`, `url`, `grpcPort`, `complaint()`, what it wrote to standard error, and `stop()`, which gives its exit code
 */
export async function startServer({ shape, processes, options, onEvent = () => {} }) {
  const program = join(import.meta.dirname, 'server-process.mjs')
  const child = spawn(process.execPath, [program, shape, String(processes), JSON.stringify(options)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ORT_DISABLE_TELEMETRY: '1' },
  })
  let complaint = ''
  child.stderr.on('data', (text) => {
    complaint = (complaint + text).slice(-10_000)
  })
  const exited = once(child, 'exit')
  const listening = new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const event = JSON.parse(line)
      if (event.kind === 'listening') resolve(event)
      else onEvent(event)
    })
    exited.then(([code, signal]) => reject(new Error(`the server ended by ${signal ?? code}: ${complaint}`)))
  })
  const { url, grpcPort } = await listening
  return {
    ...{ pid: child.pid, url, grpcPort },
    complaint: () => complaint,
    stop: async () => {
      child.kill('SIGTERM')
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
      const [code, signal] = await exited
      clearTimeout(timer)
      return signal ?? code
    },
  }
}
