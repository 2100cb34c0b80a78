import {
  answerRule,
  type Bundle,
  type Prediction,
  padBatch,
  predictionsOf,
  requireAttention,
} from '@textgate/core'
import { attendedText, meanWeight } from '../attended-text.ts'
import { type BackendChoice, openTrainedModel } from '../open-trained-model.ts'
import type { Output } from '../output.ts'
import { segmenterFor } from '../segmenter-for.ts'
import type { Explainer } from './explainer.ts'

/**
 * Weighs tokens by the model's attention: in [0, 1], over a text 1 in all. Always by tfjs: an exported model gives probabilities
 * alone.
 *
 * @throws ATTENTION_MISSING where the model has none
 */
export async function attentionExplainer(
  bundle: Bundle,
  backend: BackendChoice,
  output: Output,
): Promise<Explainer> {
  const { config, labels } = bundle.manifest
  requireAttention(config.model)
  const rule = answerRule(bundle.manifest)
  const { loadTokenizer } = await import('@textgate/tokenizer')
  const tokenizer = loadTokenizer(bundle.tokenizerJson, await segmenterFor(config.tokenizer))
  const model = await openTrainedModel(bundle, backend, output)
  return {
    explain: async (text) => {
      const encoding = tokenizer.encode(text)
      const probabilities = await model.predict(padBatch([encoding.ids]))
      const [prediction] = predictionsOf(probabilities, labels, rule) as [Prediction]
      const tokens = await attendedText(model, text, encoding)
      return {
        prediction,
        tokens: tokens.map((token) => ({ ...token, weight: meanWeight(token), heads: token.weight })),
      }
    },
    close: async () => model.dispose(),
  }
}
