import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

/**
 * A peer in another process that answers each line of JSON with one.
 *
 * @returns `first`, the line that it starts with, `ask(request)` and `close()`; rejects when it does not start
 */
export async function jsonLinesProcess(command, args, env = {}) {
  const child = spawn(command, args, {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const failed = new Promise((_, reject) => child.once('error', reject))
  failed.catch(() => {})
  const next = async () => {
    const { value, done } = await Promise.race([lines.next(), failed])
    if (done) throw new Error(`${command} ${args.join(' ')} ended without an answer`)
    return JSON.parse(value)
  }
  const first = await next()
  return {
    first,
    ask(request) {
      child.stdin.write(`${JSON.stringify(request)}\n`)
      return next()
    },
    close: () => child.stdin.end(),
  }
}
