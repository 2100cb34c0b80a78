// One of several processes that serve the same models on the same port; told what to do by the one that started them.
import type { MetricObject } from 'prom-client'
import { collectEarly } from '../collect-early.ts'
import { type Deferred, deferred } from '../engine/deferred.ts'
import { fromPlainError, toPlainError } from '../engine/process-messages.ts'
import type { ServerMetrics } from '../metrics/server-metrics.ts'
import { type RecentTexts, recentTextsOf } from '../models/recent-texts.ts'
import { startSupervisedServer, type TextgateServer } from '../server.ts'
import type { ServerEvent } from '../server-event.ts'
import type { ModelControl, ModelState } from '../service/model-control.ts'
import { startTracing, type Tracing } from '../tracing/start-tracing.ts'
import type { ServerProcessReply, ServerProcessRequest } from './server-process-messages.ts'

/** How often this process says that its event loop goes round, in milliseconds. */
const ALIVE_MS = 1_000

/** How long what happened may wait to be sent, in milliseconds. */
const EVENTS_MS = 20

collectEarly()

const asked = new Map<number, Deferred<readonly ModelState[]>>()
let nextId = 0
let server: TextgateServer | undefined
let isEnding = false
let tracing: Tracing | undefined
let events: ServerEvent[] = []

function send(reply: ServerProcessReply): void {
  // A supervisor that has gone hears nothing; `disconnect` ends this process then.
  process.send?.(reply, undefined, {}, () => undefined)
}

/** Many at once: a message for each request would keep two processes busy with little else. */
function tell(event: ServerEvent): void {
  events.push(event)
  if (events.length === 1) setTimeout(sendEvents, EVENTS_MS)
}

function sendEvents(): void {
  if (events.length > 0) send({ kind: 'events', events })
  events = []
}

/** The supervisor changes the models of all processes together. */
const control: ModelControl = {
  index: async () => [...(await ask('index', ''))],
  load: async (name, version) => void (await ask('load', name, version)),
  unload: async (name) => void (await ask('unload', name)),
}

function ask(action: keyof ModelControl, name: string, version?: string): Promise<readonly ModelState[]> {
  const id = nextId++
  const answer: Deferred<readonly ModelState[]> = deferred()
  asked.set(id, answer)
  send({ kind: 'control', id, action, name, version })
  return answer.promise
}

const gathering = new Map<number, Deferred<readonly MetricObject[][]>>()
let metrics: ServerMetrics | undefined

async function gather(): Promise<MetricObject[][]> {
  const id = nextId++
  const answer: Deferred<readonly MetricObject[][]> = deferred()
  gathering.set(id, answer)
  send({ kind: 'gather', id })
  return [...(await answer.promise)]
}

let recent: RecentTexts | undefined

async function count(id: number): Promise<void> {
  send({ kind: 'counted', id, metrics: (await metrics?.json()) ?? [] })
}

function hear({ id, states = [], error }: ServerProcessRequest & { kind: 'controlled' }): void {
  const answer = asked.get(id)
  asked.delete(id)
  if (error) answer?.reject(fromPlainError(error))
  else answer?.resolve(states)
}

async function start({
  options,
  sources,
  isLogged,
}: ServerProcessRequest & { kind: 'start' }): Promise<void> {
  const log = isLogged ? { log: tell } : {}
  recent = recentTextsOf(options)
  const supervised = {
    sources,
    recent,
    control: options.allowControl ? control : undefined,
    gather,
    onMetrics: (counted: ServerMetrics) => {
      metrics = counted
    },
  }
  try {
    if (options.tracing) tracing = await startTracing()
    server = await startSupervisedServer({ ...options, ...log }, supervised)
    const { url, models, grpcPort } = server
    send({ kind: 'listening', url, models, ...(grpcPort === undefined ? {} : { grpcPort }) })
  } catch (error) {
    send({ kind: 'unusable', error: toPlainError(error) })
  }
}

async function end(how: 'retire' | 'close'): Promise<void> {
  await (how === 'retire' ? server?.retire() : server?.close())
  await tracing?.end()
  sendEvents()
  send({ kind: 'last-counts', metrics: (await metrics?.json()) ?? [] })
  isEnding = true
  process.disconnect?.() // nothing else keeps the process alive
}

process.on('message', (request: ServerProcessRequest) => {
  if (request.kind === 'start') void start(request)
  else if (request.kind === 'controlled') hear(request)
  else if (request.kind === 'count') void count(request.id)
  else if (request.kind === 'take-texts') send({ kind: 'texts', id: request.id, texts: recent?.take() ?? [] })
  else if (request.kind === 'gathered') {
    gathering.get(request.id)?.resolve(request.processes)
    gathering.delete(request.id)
  } else void end(request.kind)
})
send({ kind: 'loaded' })
setInterval(() => send({ kind: 'alive' }), ALIVE_MS).unref()
// Terminals send these to all processes of a server; when this one ends is for the supervisor to say.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined)
process.on('disconnect', () => {
  if (isEnding) return process.exit()
  void (server?.close() ?? Promise.resolve()).finally(() => process.exit())
})
