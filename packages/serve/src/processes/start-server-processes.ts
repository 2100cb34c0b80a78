import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { TextgateError } from '@textgate/core'
import type { MetricObject } from 'prom-client'
import { checkOptions } from '../check-options.ts'
import { type Deferred, deferred } from '../engine/deferred.ts'
import type { ModelSource } from '../engine/model-source.ts'
import { restarting } from '../engine/restarting.ts'
import { endedCounts } from '../metrics/ended-counts.ts'
import { serverMetrics } from '../metrics/server-metrics.ts'
import { type KeptModels, keepModels } from '../models/keep-models.ts'
import type { ModelKeeper } from '../models/model-keeper.ts'
import { recentTextsOf } from '../models/recent-texts.ts'
import { startWithFit } from '../models/start-with-fit.ts'
import type { TextgateServer } from '../server.ts'
import type { ServerEvent } from '../server-event.ts'
import {
  DEFAULT_DRAIN_MS,
  DEFAULT_HOST,
  engineSettings,
  RETIRE_MS,
  type ServerOptions,
} from '../server-settings.ts'
import type { ModelControl } from '../service/model-control.ts'
import { type ServerProcess, startServerProcess } from './server-process.ts'
import type { SentOptions } from './server-process-messages.ts'

/** Milliseconds without a sign of life after which a server process counts as hung. */
const HUNG_MS = 15_000

/**
 * Several processes that serve the same models on one port, each with the models between its requests: the fastest shape for
 * small models. This process shares the connections out, replaces a process that ends or hangs, and does nothing else. For a
 * program of its own: it uses `node:cluster`.
 *
 * @param processes - at least 1
 * @throws as `startServer` does
 */
export async function startServerProcesses(
  options: ServerOptions,
  processes: number,
): Promise<TextgateServer> {
  checkOptions(options, { name: 'startServerProcesses', without: [] })
  if (!Number.isSafeInteger(processes) || processes < 1) {
    throw new TextgateError('CONFIG_INVALID', `processes must be an integer of at least 1, not ${processes}`)
  }
  const { log: _, drainMs = DEFAULT_DRAIN_MS, ...sent } = options
  const metrics = serverMetrics({ models: () => [], waiting: () => 0 })
  const ended = endedCounts(metrics.kept)
  const log = (event: ServerEvent) => {
    metrics.happened(event)
    options.log?.(event)
  }
  const settings = await engineSettings({ ...options, execution: 'inline' })
  let sources: readonly ModelSource[] = []
  let running = new Set<ServerProcess>()
  /** Of those that answer while others start in their place. */
  let before = new Set<ServerProcess>()
  const retiring = new Set<ServerProcess>()
  const port = options.port === 0 ? await freePort(options.host) : options.port
  const grpcPort = options.grpcPort === 0 ? await freePort(options.host) : options.grpcPort
  const sentOptions: SentOptions = {
    ...sent,
    ...(port === undefined ? {} : { port }),
    ...(grpcPort === undefined ? {} : { grpcPort }),
    drainMs,
    execution: 'inline',
  }
  let closing: Promise<void> | undefined
  let kept: KeptModels | undefined
  /** The first process answers before there is a keeper. */
  const keeper: Deferred<ModelKeeper> = deferred()
  const control: ModelControl = {
    index: async () => (await keeper.promise).index(),
    load: async (name, version) => (await keeper.promise).load(name, version),
    unload: async (name) => (await keeper.promise).unload(name),
  }

  /** That one process closes is how versions change; that all do is told below. */
  function tellOfProcess(event: ServerEvent): void {
    if (event.kind !== 'closing') options.log?.(event)
  }

  async function start(): Promise<ServerProcess> {
    const offered = sources
    const started = await startServerProcess({
      options: sentOptions,
      sources,
      control,
      gather,
      onLastCounts: ended.add,
      hungMs: HUNG_MS,
      drainMs,
      retireMs: RETIRE_MS,
      log: options.log && tellOfProcess,
      onExit: replace,
    })
    // Other versions may be offered meanwhile, by as many processes as there are to be.
    const isNeeded = sources === offered && running.size < processes
    if (isNeeded) running.add(started)
    if (closing || !isNeeded) await started.close()
    return started
  }

  async function gather(): Promise<MetricObject[][]> {
    const counts = [...running, ...before, ...retiring].map((each) => each.counts())
    return [await ended.all(), await metrics.json(), ...(await Promise.all(counts))]
  }

  const restarts = restarting({ start, log })

  function replace(lost: ServerProcess, reason: string): void {
    // One that had been replaced already needs no other.
    if (running.delete(lost)) restarts.replace(reason)
    else before.delete(lost)
  }

  async function endAll(how: 'retire' | 'close'): Promise<void> {
    if (!closing) log({ kind: 'closing' })
    closing ??= Promise.resolve()
    kept?.stop()
    restarts.stop()
    metrics.close()
    await Promise.all([...running, ...before, ...retiring].map((each) => each[how]()))
  }

  /** New processes in place of those that there are, which answer what comes on their connections and end. */
  async function offer(next: readonly ModelSource[]): Promise<void> {
    const sourcesBefore = sources
    before = running
    sources = next
    running = new Set()
    try {
      await Promise.all(Array.from({ length: processes }, start))
    } catch (error) {
      await Promise.all([...running].map((each) => each.close()))
      running = before
      before = new Set()
      sources = sourcesBefore
      for (let lost = running.size; lost < processes; lost++)
        restarts.replace('it ended while other versions were tried')
      throw error
    }
    for (const each of before) {
      retiring.add(each)
      void each.retire().finally(() => retiring.delete(each))
    }
    before = new Set()
  }

  const recentHere = recentTextsOf(options)
  /** Kept here, too: processes that are replaced forget theirs. */
  async function recent(model: string): Promise<readonly string[]> {
    const taken = await Promise.all([...running, ...before, ...retiring].map((each) => each.takeTexts()))
    recentHere?.add(taken.flat().sort((a, b) => a.at - b.at))
    return recentHere?.of(model) ?? []
  }

  function handleOf({ url, models }: ServerProcess): TextgateServer {
    let ending: Promise<void> | undefined
    const end = (how: 'retire' | 'close') => {
      ending ??= endAll(how)
      return ending
    }
    return {
      url,
      models,
      ...(grpcPort === undefined ? {} : { grpcPort }),
      retire: () => end('retire'),
      close: () => end('close'),
    }
  }

  try {
    // Alone, so that what is wrong is said once.
    const { started: first, refused } = await startWithFit(options, { ...settings, log }, (chosen) => {
      sources = chosen
      return start()
    })
    kept = await keepModels({ ...options, log }, { ...settings, sources, refused, offer, recent })
    keeper.resolve(kept.keeper)
    await Promise.all(Array.from({ length: processes - 1 }, start))
    return handleOf(first)
  } catch (error) {
    await endAll('close')
    throw error
  }
}

/** Chosen once: processes that ask for any would share it with those of another server of this program. */
async function freePort(host = DEFAULT_HOST): Promise<number> {
  const probe = createServer().listen(0, host)
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return port
}
