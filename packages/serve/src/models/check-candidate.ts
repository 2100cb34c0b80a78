import { TextgateError } from '@textgate/core'
import { type ModelProcess, startModelProcess } from '../engine/model-process.ts'
import type { ModelSource } from '../engine/model-source.ts'
import type { OpenModelOptions } from '../engine/open-model.ts'
import type { ServerEvent } from '../server-event.ts'
import type { Agreement } from './agreement.ts'
import { compareVersions } from './compare-versions.ts'

/** What a new version must pass. */
export interface CandidateChecks {
  readonly options: OpenModelOptions
  readonly hungMs: number
  /** What it must agree on with the version before it. */
  readonly agreement?: Agreement | undefined
  readonly log: (event: ServerEvent) => void
}

/**
 * Loads a new version in a process of its own, which checks its files, their signature where one is required, and a few runs;
 * where it is asked for, its answers are compared with those of the version before it. Whoever goes back to a lower version wants
 * other answers: none is compared with a higher one.
 *
 * @param before - the version that it would replace
 * @throws MODEL_REFUSED naming the reason
 */
export async function checkCandidate(
  candidate: ModelSource,
  before: ModelSource | undefined,
  { options, hungMs, agreement, log }: CandidateChecks,
): Promise<void> {
  const processes: ModelProcess[] = []
  const open = async (source: ModelSource): Promise<ModelProcess> => {
    const opened = await startModelProcess({
      setup: { sources: [source], options },
      hungMs,
      onExit: () => undefined,
    })
    processes.push(opened)
    return opened
  }
  try {
    const opened = await open(candidate)
    if (!agreement || !before || Number(candidate.version) < Number(before.version)) return
    const { name: model, version } = candidate
    const texts = await agreement.texts(model)
    const share = texts.length === 0 ? undefined : await compareVersions(opened, await open(before), texts)
    log({
      kind: 'model-compared',
      model,
      version,
      with: before.version,
      texts: texts.length,
      ...(share === undefined ? {} : { share }),
    })
    if (share !== undefined && share < agreement.atLeast) {
      throw new Error(
        `it answers ${percent(share)} of ${texts.length} texts as version ${before.version} does, and ${percent(agreement.atLeast)} are required`,
      )
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new TextgateError(
      'MODEL_REFUSED',
      `version ${candidate.version} of model ${candidate.name} is not offered: ${reason}`,
      { cause: error },
    )
  } finally {
    await Promise.all(processes.map((each) => each.close()))
  }
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`
}
