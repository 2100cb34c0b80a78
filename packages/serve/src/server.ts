import { availableParallelism } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import { TextgateError } from '@textgate/core'
import type { FastifyInstance } from 'fastify'
import { classifyRoutes } from './http/classify-routes.ts'
import { httpApp } from './http/http-app.ts'
import { inferenceRoutes } from './inference-protocol/rest.ts'
import { DEFAULT_MAX_BATCH } from './micro-batches.ts'
import { findBundles, type NamedFolder, readModels } from './models-folder.ts'
import type { ServerEvent } from './server-event.ts'
import type { InferenceService } from './service/inference-service.ts'
import { modelDirectory } from './service/model-directory.ts'
import { DEFAULT_THREADS } from './text-model.ts'
import { startWorkerPool } from './workers/worker-pool.ts'

/** Reachable from this machine alone: opening a server to the network is a decision. */
export const DEFAULT_HOST = '127.0.0.1'
/** Where a server listens unless told otherwise. */
export const DEFAULT_PORT = 8000
/** Workers started unless told otherwise, at most: one event loop cannot feed more, and each takes some 34 MB. */
export const MAX_DEFAULT_WORKERS = 8
/** Bytes of a request's body: a thousand long texts. */
export const DEFAULT_BODY_LIMIT_BYTES = 4 * 1024 * 1024
/** Texts of one request: some tenths of a second of work. */
export const DEFAULT_MAX_TEXTS = 1024
/** Milliseconds that requests under way have to end when the server closes; container platforms kill after 10 s or more. */
export const DEFAULT_DRAIN_MS = 8_000
/** Milliseconds in which the last answers, refusals among them, must leave before connections are cut. */
const FLUSH_MS = 500

/** Which bundles a server offers: a bundle or a folder of bundles, or bundles by name. */
export type ServerModels =
  | { readonly folder: string; readonly models?: undefined }
  | { readonly models: readonly NamedFolder[]; readonly folder?: undefined }

/** How a server runs; every member has a default. */
export interface ServerSettings {
  readonly host?: string
  /** 0 takes any free port. */
  readonly port?: number
  /** Worker threads, at least 1; the processors of the machine unless given, 8 at most. */
  readonly workers?: number
  /** ONNX Runtime threads inside one run, at least 1; 1 unless given. */
  readonly threads?: number
  /** Texts of one run of a model at most; 32 unless given. */
  readonly maxBatch?: number
  /**
   * A text whose most probable label has less is unknown: its `label` is null. In [0, 1], and 0 answers every text; as each
   * bundle says unless given.
   */
  readonly unknownBelow?: number
  /** Which form of the exported models runs, e.g. `int8`, which every bundle must have; model.onnx unless given. */
  readonly variant?: string
  readonly bodyLimitBytes?: number
  readonly maxTexts?: number
  /** How long `close` waits for requests under way, in milliseconds. */
  readonly drainMs?: number
  /** Called for each request and for what happens to the workers; must not throw. */
  readonly log?: (event: ServerEvent) => void
}

/** What a server offers and how it runs. */
export type StartServerOptions = ServerModels & ServerSettings

/** A server that answers. */
export interface TextgateServer {
  /** Where it listens, e.g. `http://127.0.0.1:8000`. */
  readonly url: string
  /** Names of the models, sorted. */
  readonly models: readonly string[]
  /**
   * Takes no more requests, answers those under way, and ends the workers. Requests that are not done after `drainMs`
   * get SERVER_CLOSING (503); connections that still linger are cut. Calling it again gives the same promise.
   */
  close(): Promise<void>
}

/**
 * Serves bundles over HTTP: `POST /v1/classify` and the Open Inference Protocol V2 in REST with JSON tensors. Models run
 * in worker threads, each of which loads every model. Resolves when the server listens and all models are loaded.
 *
 * @throws CONFIG_INVALID naming an option that is out of range
 * @throws BUNDLE_NOT_FOUND, BUNDLE_NOT_EXPORTED and the other codes of `readServableBundle`
 * @throws VARIANT_NOT_FOUND when a bundle has no such variant
 * @throws MODEL_FAILED when a model does not load
 * @throws SERVER_PORT_UNAVAILABLE when the port cannot be opened
 */
export async function startServer(options: StartServerOptions): Promise<TextgateServer> {
  const { host = DEFAULT_HOST, port = DEFAULT_PORT, drainMs = DEFAULT_DRAIN_MS, log } = options
  const { maxTexts = DEFAULT_MAX_TEXTS, bodyLimitBytes = DEFAULT_BODY_LIMIT_BYTES } = options
  const workers = options.workers ?? Math.min(availableParallelism(), MAX_DEFAULT_WORKERS)
  const { threads = DEFAULT_THREADS, maxBatch = DEFAULT_MAX_BATCH } = options
  checkIntegers({ workers, threads, maxBatch, maxTexts, bodyLimitBytes }, 1)
  checkIntegers({ port }, 0, 65_535)
  checkIntegers({ drainMs }, 0, 2 ** 31 - 1) // what a timer can hold

  const folders = options.models ?? (await findBundles(options.folder))
  const models = await readModels(folders, options)
  const sources = models.map(({ served, source }) => ({ name: served.key, ...source }))
  const pool = await startWorkerPool({
    models: sources,
    workers,
    threads,
    maxBatch,
    log: (event) => log?.(event),
  })
  let closing: Promise<void> | undefined
  const service: InferenceService = {
    models: modelDirectory(models.map(({ served }) => served)),
    limits: { maxTexts, maxTextLength: bodyLimitBytes, bodyLimitBytes },
    log,
    get isOpen() {
      return closing === undefined
    },
    get isReady() {
      return pool.isReady
    },
    probabilities: ({ key }, inputs, { signal }) => pool.probabilities(key, inputs, signal),
    run: () => Promise.reject(new Error('not there yet')),
    tokenizer: () => Promise.reject(new Error('not there yet')),
    statistics: () => Promise.resolve([]),
  }
  const app = httpApp(service, [...classifyRoutes(service), ...inferenceRoutes(service)])

  async function drain(): Promise<void> {
    log?.({ kind: 'closing' })
    const answered = app.close()
    await withinMs(answered, drainMs)
    await pool.close()
    await withinMs(answered, FLUSH_MS)
    app.server.closeAllConnections()
    await answered
  }

  try {
    await app.listen({ host, port })
  } catch (cause) {
    await pool.close()
    throw new TextgateError(
      'SERVER_PORT_UNAVAILABLE',
      `${host} port ${port} cannot be opened (${cause instanceof Error ? cause.message : cause}); choose another port`,
      { details: { host, port }, cause },
    )
  }
  return {
    url: urlOf(app, host),
    models: service.models.names,
    close: () => {
      closing ??= drain()
      return closing
    },
  }
}

/** Waits for a promise, but not for longer than `ms`. */
async function withinMs(promise: Promise<unknown>, ms: number): Promise<void> {
  const timer = new AbortController()
  const timeout = delay(ms, undefined, { signal: timer.signal }).catch(() => undefined)
  await Promise.race([promise, timeout])
  timer.abort()
}

function urlOf(app: FastifyInstance, host: string): string {
  const address = app.server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  // Nobody can connect to a wildcard; this machine answers for it.
  const reachable = host === '0.0.0.0' || host === '::' ? 'localhost' : host
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`
}

function checkIntegers(
  values: Readonly<Record<string, number>>,
  low: number,
  high = Number.MAX_SAFE_INTEGER,
): void {
  for (const [name, value] of Object.entries(values)) {
    if (Number.isSafeInteger(value) && value >= low && value <= high) continue
    const range = high === Number.MAX_SAFE_INTEGER ? `at least ${low}` : `${low} to ${high}`
    throw new TextgateError('CONFIG_INVALID', `${name} must be an integer of ${range}, not ${value}`, {
      details: { [name]: value },
    })
  }
}
