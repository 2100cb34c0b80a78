import cluster, { type Worker } from 'node:cluster'
import { fileURLToPath } from 'node:url'
import { TextgateError } from '@textgate/core'
import type { MetricObject } from 'prom-client'
import { deferred } from '../engine/deferred.ts'
import type { ModelSource } from '../engine/model-source.ts'
import { fromPlainError, toPlainError } from '../engine/process-messages.ts'
import { silenceTimer } from '../engine/silence-timer.ts'
import type { RecentText } from '../models/recent-texts.ts'
import type { ServerEvent } from '../server-event.ts'
import type { ModelControl } from '../service/model-control.ts'
import { handBackConnections } from './hand-back-connections.ts'
import { questions } from './questions.ts'
import type { SentOptions, ServerProcessReply, ServerProcessRequest } from './server-process-messages.ts'

/** How long after its drain time a process may take to end before it is killed, in milliseconds. */
const END_MS = 5_000
/** Milliseconds without a sign of life before it is ready: to load a large model keeps its event loop. */
const START_MS = 120_000

// When this file runs from its source (in tests), the built program is used: Node 20 loads no TypeScript.
const programFile = new URL(
  import.meta.url.endsWith('.ts')
    ? '../../dist/processes/server-process-program.js'
    : './server-process-program.js',
  import.meta.url,
)

/** One of the processes that serve a port together. */
export interface ServerProcess {
  readonly pid: number
  readonly url: string
  readonly grpcPort?: number
  readonly models: readonly string[]
  /** What it has counted; nothing once it has ended. */
  counts(): Promise<MetricObject[]>
  /** Texts that it was asked since the last call, where new versions are compared on them; nothing once it has ended. */
  takeTexts(): Promise<readonly RecentText[]>
  /** Takes no new connection and ends when those that it has are done. */
  retire(): Promise<void>
  /** Answers what it has taken, and ends. */
  close(): Promise<void>
}

/** How a process is started and watched. */
export interface ServerProcessOptions {
  readonly options: SentOptions
  readonly sources: readonly ModelSource[]
  /** Changes the models of all processes. */
  readonly control: ModelControl
  /** What all processes have counted. */
  readonly gather: () => Promise<MetricObject[][]>
  /** Told what a process has counted when it ends. */
  readonly onLastCounts: (metrics: MetricObject[]) => void
  /** Milliseconds without a sign of life after which it counts as hung, and is killed. */
  readonly hungMs: number
  /** How long `close` may take at most, and `retire`, in milliseconds. */
  readonly drainMs: number
  readonly retireMs: number
  readonly log?: ((event: ServerEvent) => void) | undefined
  /** Called when a process that had started ends without being told to. */
  readonly onExit: (process: ServerProcess, reason: string) => void
}

/**
 * Starts a server process; resolves when it listens and has its models loaded.
 *
 * @throws what `startServer` throws; MODEL_FAILED when the process ends before it is ready
 */
export async function startServerProcess(settings: ServerProcessOptions): Promise<ServerProcess> {
  const { options, sources, control, hungMs, log, onExit } = settings
  cluster.setupPrimary({
    exec: fileURLToPath(programFile),
    args: [],
    execArgv: [],
    serialization: 'advanced',
  })
  const worker: Worker = cluster.fork()
  handBackConnections(worker.process)
  const ready = deferred<ServerProcessReply & { kind: 'listening' }>()
  const ended = deferred<void>()
  const counts = questions<readonly MetricObject[]>()
  const texts = questions<readonly RecentText[]>()
  let self: ServerProcess | undefined
  let reason: string | undefined
  let isEnding = false

  const post = (request: ServerProcessRequest) => {
    // A process that is ending takes no message; its exit tells everyone concerned.
    if (worker.isConnected()) worker.send(request, () => undefined)
  }
  const silence = silenceTimer((ms) => {
    reason = `it gave no sign of life for ${ms / 1000} s and was ended`
    worker.process.kill('SIGKILL')
  })
  const expectLife = () => silence.expect(self ? hungMs : Math.max(hungMs, START_MS))
  async function answer({
    id,
    action,
    name,
    version,
  }: ServerProcessReply & { kind: 'control' }): Promise<void> {
    try {
      const states = await control[action](name, version)
      post({ kind: 'controlled', id, ...(states ? { states } : {}) })
    } catch (error) {
      post({ kind: 'controlled', id, error: toPlainError(error) })
    }
  }
  async function gather(id: number): Promise<void> {
    post({ kind: 'gathered', id, processes: await settings.gather() })
  }
  async function end(kind: 'retire' | 'close', ms: number): Promise<void> {
    isEnding = true
    post({ kind })
    const timer = setTimeout(() => worker.process.kill('SIGKILL'), ms + END_MS)
    await ended.promise
    clearTimeout(timer)
  }
  worker.on('message', (reply: ServerProcessReply) => {
    expectLife()
    if (reply.kind === 'loaded') post({ kind: 'start', options, sources, isLogged: log !== undefined })
    else if (reply.kind === 'control') void answer(reply)
    else if (reply.kind === 'gather') void gather(reply.id)
    else if (reply.kind === 'counted') counts.answer(reply.id, reply.metrics)
    else if (reply.kind === 'texts') texts.answer(reply.id, reply.texts)
    else if (reply.kind === 'last-counts') settings.onLastCounts(reply.metrics)
    else if (reply.kind === 'events') for (const event of reply.events) log?.(event)
    else if (reply.kind === 'unusable') ready.reject(fromPlainError(reply.error))
    else if (reply.kind === 'listening') ready.resolve(reply)
  })
  worker.on('error', (error) => {
    reason = error.message
  })
  worker.once('exit', (code, signal) => {
    silence.stop()
    reason ??= `it ended by ${signal ?? `code ${code}`}`
    ready.reject(died(reason))
    counts.end()
    texts.end()
    ended.resolve()
    if (self && !isEnding) onExit(self, reason)
  })

  try {
    const { url, models, grpcPort } = await ready.promise
    self = {
      pid: worker.process.pid as number,
      url,
      ...(grpcPort === undefined ? {} : { grpcPort }),
      models,
      counts: async () => [...((await counts.ask((id) => post({ kind: 'count', id }))) ?? [])],
      takeTexts: async () => (await texts.ask((id) => post({ kind: 'take-texts', id }))) ?? [],
      retire: () => end('retire', settings.retireMs),
      close: () => end('close', settings.drainMs),
    }
    expectLife()
    return self
  } catch (error) {
    worker.process.kill('SIGKILL')
    await ended.promise
    throw error
  }
}

function died(reason: string): TextgateError {
  return new TextgateError('MODEL_FAILED', `a server process did not start: ${reason}; see the server log`)
}
