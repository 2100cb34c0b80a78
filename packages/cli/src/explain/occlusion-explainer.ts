import {
  type Bundle,
  byProbability,
  occlusionRuns,
  type Prediction,
  predictionsOf,
  type ServableBundle,
  TextgateError,
} from '@textgate/core'
import { type PredictorOptions, predictorOf } from '../open-predictor.ts'
import type { Output } from '../output.ts'
import { segmenterFor } from '../segmenter-for.ts'
import type { Explainer } from './explainer.ts'

/** What is explained of a bundle. */
export interface OcclusionExplainerOptions extends PredictorOptions {
  /** The most probable label of each text unless given. */
  readonly label?: string
}

/**
 * Weighs tokens of any model by how far the label's probability falls without them, in [-1, 1], below 0 where they speak against it:
 * as the server's `/v1/explain` does, and by the same parts (see `occlusionRuns`).
 *
 * @throws USAGE for a label that the model does not have; see `predictorOf` for the other errors
 */
export async function occlusionExplainer(
  bundle: Bundle | ServableBundle,
  { label, ...options }: OcclusionExplainerOptions,
  output: Output,
): Promise<Explainer> {
  const predictor = await predictorOf(bundle, options, output)
  const { labels, model, rule } = predictor
  const chosen = label === undefined ? undefined : labels.indexOf(label)
  if (chosen === -1) {
    await predictor.close()
    throw new TextgateError('USAGE', `--label ${label} is none of the model's: ${labels.join(', ')}`)
  }
  const { loadTokenizer } = await import('@textgate/tokenizer')
  const { occlusionEffects } = await import('@textgate/trainer/metrics')
  const tokenizer = loadTokenizer(bundle.tokenizerJson, await segmenterFor(bundle.manifest.config.tokenizer))
  return {
    explain: async (text) => {
      const probabilities = await predictor.probabilities([text])
      const [prediction] = predictionsOf(probabilities, labels, rule) as [Prediction]
      const answer = chosen ?? (byProbability(probabilities)[0] as number)
      const probability = probabilities[answer] as number
      const { ids, offsets } = tokenizer.encode(text)
      const runs = occlusionRuns(offsets)
      const effects = await occlusionEffects(model, ids, { answer, classes: labels.length, runs })
      return {
        prediction,
        explained: { label: labels[answer] as string, probability },
        tokens: runs.map(({ start: first, end: after }, i) => {
          const [start, end] = [offsets[2 * first] as number, offsets[2 * after - 1] as number]
          // An effect is the fall of the probability's logarithm.
          const weight = probability * -Math.expm1(-(effects[i] as number))
          return { text: text.slice(start, end), start, end, weight }
        }),
      }
    },
    close: () => predictor.close(),
  }
}
