import { predictionsOf } from '@textgate/core'
import type { ModelProcess } from '../engine/model-process.ts'
import { isTextModel, type ServedModel, type ServedTextModel } from '../service/served-model.ts'

/** Texts of one question to a version. */
const BATCH = 64

/**
 * Share of the texts to which two versions give the same answer, in [0, 1]; undefined where one of them takes no texts.
 *
 * @param texts - at least one
 */
export async function compareVersions(
  a: ModelProcess,
  b: ModelProcess,
  texts: readonly string[],
): Promise<number | undefined> {
  const [modelA, modelB] = [a.served[0] as ServedModel, b.served[0] as ServedModel]
  if (!isTextModel(modelA) || !isTextModel(modelB)) return undefined
  const [first, second] = await Promise.all([answersOf(a, modelA, texts), answersOf(b, modelB, texts)])
  return first.filter((answer, i) => answer === second[i]).length / texts.length
}

async function answersOf(
  from: ModelProcess,
  { key, text: { manifest, rule } }: ServedTextModel,
  texts: readonly string[],
): Promise<string[]> {
  const answers: string[] = []
  for (let start = 0; start < texts.length; start += BATCH) {
    const inputs = texts.slice(start, start + BATCH)
    const { probabilities } = await from.run({ kind: 'texts', model: key, inputs })
    const predictions = predictionsOf(probabilities as Float32Array, manifest.labels, rule, 1)
    answers.push(...predictions.map(({ label, labels = [label] }) => JSON.stringify([...labels].sort())))
  }
  return answers
}
