import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

/** How much of a failed subject's last line of complaint is kept. */
const REASON_LENGTH = 160

/**
 * Starts a process that answers requests, one line of JSON each (see subject-process.mjs).
 *
 * @returns `first`, what it says of itself; `ask(request, seconds)`, which ends a process that takes longer; and `close()`.
 * @throws Error that tells why the subject cannot take part
 */
export async function startSubject({ command, args, env }, startSeconds = 90) {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, ...env } })
  let complaint = ''
  child.stderr.on('data', (text) => {
    complaint = (complaint + text).slice(-10_000)
  })
  child.stdin.on('error', () => {})
  const failed = new Promise((_, reject) => {
    child.once('error', ({ code, message }) =>
      reject(new Error(code === 'ENOENT' ? `no ${command}` : message)),
    )
  })
  failed.catch(() => {})
  const closed = new Promise((resolve) => child.once('close', resolve))
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()

  const answer = async () => {
    for (;;) {
      const { value, done } = await lines.next()
      if (done) {
        await closed
        throw new Error(reasonIn(complaint) ?? `it ended with ${child.signalCode ?? child.exitCode}`)
      }
      if (value.startsWith('{')) return JSON.parse(value)
    }
  }
  const within = async (seconds) => {
    let timer
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => {
        child.kill('SIGKILL')
        reject(new Error(`no answer in ${seconds} s`))
      }, seconds * 1000)
    })
    try {
      return await Promise.race([answer(), failed, late])
    } finally {
      clearTimeout(timer)
    }
  }
  return {
    first: await within(startSeconds),
    ask: (request, seconds = 600) => {
      child.stdin.write(`${JSON.stringify(request)}\n`)
      return within(seconds)
    },
    close: async () => {
      child.stdin.end()
      const timer = setTimeout(() => child.kill('SIGKILL'), 5000)
      await closed
      clearTimeout(timer)
    },
  }
}

/** The last line that names an error, as Node, Python and TensorFlow print them. */
function reasonIn(complaint) {
  const line = complaint
    .split('\n')
    .filter((text) => /error|not found|no module|cannot/i.test(text))
    .at(-1)
  return line?.trim().slice(0, REASON_LENGTH)
}
