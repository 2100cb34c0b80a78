import { answerRule, type Prediction, padBatch, predictionsOf, requireAttention } from '@textgate/core'
import { readBundle } from '@textgate/core/node'
import type { AttendedToken, TextClassifier } from '@textgate/gru-model'
import type { TextgateTokenizer } from '@textgate/tokenizer'
import { attendedText, meanWeight } from '../attended-text.ts'
import { givenTexts } from '../given-texts.ts'
import { type BackendChoice, openTrainedModel } from '../open-trained-model.ts'
import type { Output } from '../output.ts'
import { predictionColumns } from '../prediction-columns.ts'
import { segmenterFor } from '../segmenter-for.ts'

export interface ExplainOptions {
  readonly backend: BackendChoice
  /** Each head by itself. */
  readonly heads?: boolean
  /** Tokens shown of a text at most. */
  readonly tokens?: number
}

/**
 * Labels texts and shows their tokens, those first that the model attends to most. Always by tfjs: an exported model gives
 * probabilities alone.
 */
export async function explainCommand(
  options: ExplainOptions,
  output: Output,
  positional: readonly string[],
): Promise<void> {
  const [folder = '', ...texts] = positional
  const bundle = await readBundle(folder)
  const { config, labels } = bundle.manifest
  requireAttention(config.model)
  const rule = answerRule(bundle.manifest)
  const columnsOf = predictionColumns({ labelSeparator: config.data.labelSeparator, best: 0 })
  const { loadTokenizer } = await import('@textgate/tokenizer')
  const tokenizer = loadTokenizer(bundle.tokenizerJson, await segmenterFor(config.tokenizer))
  const model = await openTrainedModel(bundle, options.backend, output)
  try {
    for await (const text of givenTexts(texts, output)) {
      const { probabilities, tokens } = await explain(model, tokenizer, text)
      const [prediction] = predictionsOf(probabilities, labels, rule) as [Prediction]
      output.emit({ text, ...prediction, tokens: asJson(tokens, options) })
      if (output.json) continue
      output.print([...columnsOf(prediction), text].join('\t'))
      for (const line of asLines(tokens, options)) output.print(line)
    }
  } finally {
    model.dispose()
  }
}

async function explain(
  model: TextClassifier,
  tokenizer: TextgateTokenizer,
  text: string,
): Promise<{ probabilities: Float32Array; tokens: AttendedToken[] }> {
  const encoding = tokenizer.encode(text)
  return {
    probabilities: await model.predict(padBatch([encoding.ids])),
    tokens: await attendedText(model, text, encoding),
  }
}

function asJson(all: readonly AttendedToken[], { heads, tokens }: ExplainOptions): object[] {
  return byWeight(all, meanWeight)
    .slice(0, tokens)
    .map((token) => ({
      ...token,
      weight: meanWeight(token),
      ...(heads ? { heads: token.weight } : {}),
    }))
}

function asLines(all: readonly AttendedToken[], { heads, tokens }: ExplainOptions): string[] {
  const lines = (weightOf: (token: AttendedToken) => number): string[] =>
    byWeight(all, weightOf)
      .slice(0, tokens)
      .map((token) => `  ${weightOf(token).toFixed(4)}  ${token.text}`)
  if (!heads) return lines(meanWeight)
  const count = all[0]?.weight.length ?? 0
  return Array.from({ length: count }, (_, k) => [
    ` head ${k + 1}`,
    ...lines(({ weight }) => weight[k] as number),
  ]).flat()
}

/** Heaviest first; equals in the order of the text. */
function byWeight(
  tokens: readonly AttendedToken[],
  weightOf: (token: AttendedToken) => number,
): AttendedToken[] {
  return [...tokens].sort((a, b) => weightOf(b) - weightOf(a))
}
