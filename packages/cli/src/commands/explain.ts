import { TextgateError } from '@textgate/core'
import { attentionExplainer } from '../explain/attention-explainer.ts'
import type { Explanation, WeighedToken } from '../explain/explainer.ts'
import { occlusionExplainer } from '../explain/occlusion-explainer.ts'
import { givenTexts } from '../given-texts.ts'
import { bundleFor } from '../open-predictor.ts'
import type { BackendChoice } from '../open-trained-model.ts'
import type { Output } from '../output.ts'
import { predictionColumns } from '../prediction-columns.ts'

type Way = 'occlusion' | 'attention'

export interface ExplainOptions {
  readonly backend: BackendChoice
  /** Occlusion unless given, or attention with `heads`. */
  readonly by?: Way
  /** The label that occlusion is about. */
  readonly label?: string
  /** Each head of attention by itself. */
  readonly heads?: boolean
  /** Tokens shown of a text at most. */
  readonly tokens?: number
  /** Form of the exported model that occlusion asks. */
  readonly variant?: string
}

/** Labels texts and shows their tokens, those first that count most. */
export async function explainCommand(
  options: ExplainOptions,
  output: Output,
  positional: readonly string[],
): Promise<void> {
  const [folder = '', ...texts] = positional
  const bundle = await bundleFor(folder, options.variant)
  const { config } = bundle.manifest
  const by = wayOf(options)
  const columnsOf = predictionColumns({ labelSeparator: config.data.labelSeparator, best: 0 })
  const explainer =
    by === 'attention'
      ? await attentionExplainer(bundle, options.backend, output)
      : await occlusionExplainer(bundle, options, output)
  try {
    for await (const text of givenTexts(texts, output)) {
      const explanation = await explainer.explain(text)
      const { prediction, explained } = explanation
      output.emit({ text, ...prediction, by, explained, tokens: asJson(explanation, options) })
      if (output.json) continue
      output.print([...columnsOf(prediction), text].join('\t'))
      for (const line of asLines(explanation, options)) output.print(line)
    }
  } finally {
    await explainer.close()
  }
}

/** Occlusion unless attention is asked for, which says nothing of the n-grams. */
function wayOf({ by, heads, label, variant }: ExplainOptions): Way {
  const forOcclusion = label === undefined ? variant && '--variant' : '--label'
  const forAttention = heads ? '--heads' : by === 'attention' ? '--by attention' : undefined
  if (forAttention && (forOcclusion || by === 'occlusion')) {
    throw new TextgateError(
      'USAGE',
      `${forAttention} is of attention and ${forOcclusion ?? '--by occlusion'} is not; leave one of them out`,
    )
  }
  return forAttention ? 'attention' : 'occlusion'
}

function asJson({ tokens }: Explanation, { heads, tokens: most }: ExplainOptions): object[] {
  return byWeight(tokens, ({ weight }) => weight)
    .slice(0, most)
    .map(({ heads: ofHeads, ...token }) => (heads ? { ...token, heads: ofHeads } : token))
}

function asLines({ tokens, explained }: Explanation, options: ExplainOptions): string[] {
  const lines = (weightOf: (token: WeighedToken) => number): string[] =>
    byWeight(tokens, weightOf)
      .slice(0, options.tokens)
      .map((token) => `  ${shown(weightOf(token), explained !== undefined)}  ${token.text}`)
  if (options.heads) {
    return Array.from({ length: tokens[0]?.heads?.length ?? 0 }, (_, k) => [
      ` head ${k + 1}`,
      ...lines(({ heads = [] }) => heads[k] as number),
    ]).flat()
  }
  const title =
    options.label === undefined ? [] : [` ${explained?.label} ${explained?.probability.toFixed(4)}`]
  return [...title, ...lines(({ weight }) => weight)]
}

/** Four digits; with a sign where there may be weights below 0, too. */
function shown(weight: number, isSigned: boolean): string {
  const digits = Math.abs(weight).toFixed(4)
  if (!isSigned) return digits
  return `${Number(digits) === 0 ? ' ' : weight < 0 ? '-' : '+'}${digits}`
}

/** Those first that count most, for or against; equals in the order of the text. */
function byWeight(
  tokens: readonly WeighedToken[],
  weightOf: (token: WeighedToken) => number,
): WeighedToken[] {
  return [...tokens].sort((a, b) => Math.abs(weightOf(b)) - Math.abs(weightOf(a)))
}
