import { predictionsOf, TextgateError } from '@textgate/core'
import { type ModelProcess, startModelProcess } from '../engine/model-process.ts'
import type { ModelSource } from '../engine/model-source.ts'
import type { OpenModelOptions } from '../engine/open-model.ts'
import { isTextModel, type ServedModel } from '../service/served-model.ts'

/** Texts of one question to a candidate. */
const BATCH = 64

/** What a new version must pass. */
export interface CandidateChecks {
  readonly options: OpenModelOptions
  readonly hungMs: number
  /** What it must agree on with the version before it. */
  readonly agreement?: { readonly texts: readonly string[]; readonly atLeast: number } | undefined
}

/**
 * Loads a new version in a process of its own, which checks its files, their signature where one is required, and a few runs;
 * where it is asked for, its answers are compared with those of the version before it.
 *
 * @param before - the version that it would replace
 * @throws MODEL_REFUSED naming the reason
 */
export async function checkCandidate(
  candidate: ModelSource,
  before: ModelSource | undefined,
  { options, hungMs, agreement }: CandidateChecks,
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
    if (!agreement || !before) return
    const share = await agreementOf(opened, await open(before), agreement.texts)
    if (share < agreement.atLeast) {
      throw new Error(
        `it answers ${percent(share)} of ${agreement.texts.length} texts as version ${before.version} does, and ${percent(agreement.atLeast)} are required`,
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

/** Share of the texts to which both give the same answer; 1 where one of them gives tensors. */
async function agreementOf(a: ModelProcess, b: ModelProcess, texts: readonly string[]): Promise<number> {
  const answers = await Promise.all([answersOf(a, texts), answersOf(b, texts)])
  const [first, second] = answers
  if (!first || !second || texts.length === 0) return 1
  return first.filter((answer, i) => answer === second[i]).length / texts.length
}

async function answersOf(from: ModelProcess, texts: readonly string[]): Promise<string[] | undefined> {
  const [model] = from.served as readonly [ServedModel]
  if (!isTextModel(model)) return undefined
  const { manifest, rule } = model.text
  const answers: string[] = []
  for (let start = 0; start < texts.length; start += BATCH) {
    const inputs = texts.slice(start, start + BATCH)
    const { probabilities } = await from.run({ kind: 'texts', model: model.key, inputs })
    const predictions = predictionsOf(probabilities as Float32Array, manifest.labels, rule, 1)
    answers.push(...predictions.map(({ label, labels = [label] }) => JSON.stringify([...labels].sort())))
  }
  return answers
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`
}
