// One of several processes that serve the same models on the same port; told what to do by the one that started them.
import { toPlainError } from '../engine/process-messages.ts'
import { startServer, type TextgateServer } from '../server.ts'
import type { ServerProcessReply, ServerProcessRequest } from './server-process-messages.ts'

/** How often this process says that its event loop goes round, in milliseconds. */
const ALIVE_MS = 1_000

let server: TextgateServer | undefined
let isEnding = false

function send(reply: ServerProcessReply): void {
  // A supervisor that has gone hears nothing; `disconnect` ends this process then.
  process.send?.(reply, undefined, {}, () => undefined)
}

async function start({ options, isLogged }: ServerProcessRequest & { kind: 'start' }): Promise<void> {
  try {
    server = await startServer({
      ...options,
      ...(isLogged ? { log: (event) => send({ kind: 'event', event }) } : {}),
    })
    send({ kind: 'listening', url: server.url, models: server.models })
  } catch (error) {
    send({ kind: 'unusable', error: toPlainError(error) })
  }
}

async function end(how: 'retire' | 'close'): Promise<void> {
  await (how === 'retire' ? server?.retire() : server?.close())
  isEnding = true
  process.disconnect?.() // nothing else keeps the process alive
}

process.on('message', (request: ServerProcessRequest) => {
  if (request.kind === 'start') void start(request)
  else void end(request.kind)
})
send({ kind: 'loaded' })
setInterval(() => send({ kind: 'alive' }), ALIVE_MS).unref()
// Terminals send these to all processes of a server; when this one ends is for the supervisor to say.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined)
process.on('disconnect', () => {
  if (isEnding) return process.exit()
  void (server?.close() ?? Promise.resolve()).finally(() => process.exit())
})
