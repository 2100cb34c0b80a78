import type { EngineOptions } from '../engine/engine.ts'
import type { ModelSource } from '../engine/model-source.ts'
import type { ServerOptions } from '../server-settings.ts'
import { type Agreement, agreementOf } from './agreement.ts'
import { checkCandidate } from './check-candidate.ts'
import { type ModelKeeper, modelKeeper } from './model-keeper.ts'
import { sourcesOf } from './sources-of.ts'
import type { RefusedVersion } from './start-with-fit.ts'

/** A keeper that looks at the folder as the options say, until it is stopped. */
export interface KeptModels {
  readonly keeper: ModelKeeper
  stop(): void
}

/** What a keeper needs of the server that it is for. */
export interface KeptServer extends Pick<EngineOptions, 'options' | 'hungMs'> {
  /** What is offered already. */
  readonly sources: readonly ModelSource[]
  /** What was not fit to be offered when it started. */
  readonly refused: readonly RefusedVersion[]
  /** Offers other versions, with no request lost. */
  offer(sources: readonly ModelSource[]): Promise<void>
  /** The last texts that a model was asked. */
  recent: Agreement['texts']
}

/** @throws CONFIG_INVALID when the texts of the agreement cannot be read */
export async function keepModels(options: ServerOptions, server: KeptServer): Promise<KeptModels> {
  const { watchSeconds } = options
  const log: EngineOptions['log'] = (event) => options.log?.(event)
  const checks = { ...server, agreement: await agreementOf(options, server.recent), log }
  const keeper = await modelKeeper({
    first: server.sources,
    firstRefused: server.refused,
    find: (held) => sourcesOf(options, { ...options, pinned: { ...options.pinned, ...held } }),
    findAll: () => sourcesOf(options, { versions: Number.MAX_SAFE_INTEGER }),
    check: (candidate, before) => checkCandidate(candidate, before, checks),
    offer: server.offer,
    log,
  })
  const timer =
    watchSeconds === undefined ? undefined : setInterval(() => void keeper.refresh(), watchSeconds * 1000)
  timer?.unref()
  return { keeper, stop: () => clearInterval(timer) }
}
