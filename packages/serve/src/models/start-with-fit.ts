import type { ModelSource } from '../engine/model-source.ts'
import type { ServerOptions } from '../server-settings.ts'
import { type CandidateChecks, checkCandidate } from './check-candidate.ts'
import { sourcesOf } from './sources-of.ts'

/** A version that was not offered at the start, and why. */
export interface RefusedVersion {
  readonly source: ModelSource
  readonly reason: string
}

/** What was started, and with which versions. */
export interface StartedWithFit<T> {
  readonly started: T
  readonly sources: readonly ModelSource[]
  readonly refused: readonly RefusedVersion[]
}

/**
 * Starts with the versions that the options choose and, where that fails, with the highest ones below them that are fit: a server
 * that starts beside one that goes on with the version before, or again, must not fail by a version that the other has refused.
 * What is right costs no further look.
 *
 * @param checks - without an agreement: there is no version before
 * @throws what `start` throws where there is nothing lower, where that is not fit either, or where the model is pinned
 */
export async function startWithFit<T>(
  options: ServerOptions,
  checks: CandidateChecks,
  start: (sources: readonly ModelSource[]) => Promise<T>,
): Promise<StartedWithFit<T>> {
  const sources = await sourcesOf(options)
  try {
    return { started: await start(sources), sources, refused: [] }
  } catch (error) {
    const fit = await fitVersions(options, sources, checks)
    if (!fit) throw error
    for (const { source, reason } of fit.refused)
      checks.log({ kind: 'model-refused', model: source.name, version: source.version, reason })
    return { started: await start(fit.sources), ...fit }
  }
}

/** Undefined where no version was refused that another one could stand for. */
async function fitVersions(
  options: ServerOptions,
  chosen: readonly ModelSource[],
  checks: CandidateChecks,
): Promise<Omit<StartedWithFit<never>, 'started'> | undefined> {
  const all = await sourcesOf(options, { versions: Number.MAX_SAFE_INTEGER })
  const sources: ModelSource[] = []
  const refused: RefusedVersion[] = []
  for (const name of new Set(chosen.map((source) => source.name))) {
    const wanted = chosen.filter((source) => source.name === name)
    const versions = all.filter((source) => source.name === name)
    const isPinned = Object.hasOwn(options.pinned ?? {}, name)
    if (isPinned || versions.length <= wanted.length) {
      sources.push(...wanted)
      continue
    }
    const fit: ModelSource[] = []
    for (const source of versions.toReversed()) {
      if (fit.length === wanted.length) break
      const reason = await reasonAgainst(source, checks)
      if (reason === undefined) fit.unshift(source)
      else refused.push({ source, reason })
    }
    if (fit.length === 0) return undefined
    sources.push(...fit)
  }
  return refused.length === 0 ? undefined : { sources, refused }
}

async function reasonAgainst(source: ModelSource, checks: CandidateChecks): Promise<string | undefined> {
  try {
    await checkCandidate(source, undefined, checks)
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
