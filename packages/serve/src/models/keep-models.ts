import { readFile } from 'node:fs/promises'
import { TextgateError } from '@textgate/core'
import type { EngineOptions } from '../engine/engine.ts'
import type { ModelSource } from '../engine/model-source.ts'
import type { ServerOptions } from '../server-settings.ts'
import { type CandidateChecks, checkCandidate } from './check-candidate.ts'
import { findModels, namedModels } from './find-models.ts'
import { type ModelKeeper, modelKeeper } from './model-keeper.ts'

/** What a server offers by its options. @throws as `findModels` and `namedModels` do */
export async function sourcesOf(options: ServerOptions): Promise<ModelSource[]> {
  const { variant } = options
  const found = options.models ? namedModels(options.models) : await findModels(options.folder, options)
  return found.map((source) => (source.kind === 'text' ? { ...source, variant } : source))
}

/** A keeper that looks at the folder as the options say, until it is stopped. */
export interface KeptModels {
  readonly keeper: ModelKeeper
  stop(): void
}

/**
 * @param first - what is offered already
 * @throws CONFIG_INVALID when the texts of the agreement cannot be read
 */
export async function keepModels(
  options: ServerOptions,
  first: readonly ModelSource[],
  engine: Pick<EngineOptions, 'options' | 'hungMs'>,
  offer: (sources: readonly ModelSource[]) => Promise<void>,
): Promise<KeptModels> {
  const { watchSeconds, log } = options
  const checks: CandidateChecks = { ...engine, agreement: await agreementOf(options) }
  const keeper = await modelKeeper({
    first,
    find: () => sourcesOf(options),
    check: (candidate, before) => checkCandidate(candidate, before, checks),
    offer,
    log: (event) => log?.(event),
  })
  const timer =
    watchSeconds === undefined ? undefined : setInterval(() => void keeper.refresh(), watchSeconds * 1000)
  timer?.unref()
  return { keeper, stop: () => clearInterval(timer) }
}

async function agreementOf(options: ServerOptions): Promise<CandidateChecks['agreement']> {
  const { requireAgreement: atLeast, agreementTexts: file } = options
  if (atLeast === undefined || file === undefined) return undefined
  const content = await readFile(file, 'utf8').catch((cause: unknown) => {
    const said = cause instanceof Error ? cause.message : cause
    throw new TextgateError(
      'CONFIG_INVALID',
      `agreementTexts ${file} cannot be read (${said}); name a file of texts`,
    )
  })
  return { atLeast, texts: content.split(/\r?\n/).filter((line) => line !== '') }
}
