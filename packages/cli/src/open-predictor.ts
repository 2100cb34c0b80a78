import {
  type AnswerRule,
  answerRule,
  type Bundle,
  type Encoding,
  hasAttention,
  type ProbabilityModel,
  type ServableBundle,
  withVariant,
} from '@textgate/core'
import { readBundle, readServableBundle } from '@textgate/core/node'
import type { AttendedToken, TextClassifier } from '@textgate/gru-model'
import { attendedText } from './attended-text.ts'
import { type BackendChoice, openTrainedModel } from './open-trained-model.ts'
import type { Output } from './output.ts'
import { segmenterFor } from './segmenter-for.ts'

/** A bundle that answers: through ONNX Runtime where it was exported, through tfjs otherwise. */
export interface Predictor {
  readonly labels: readonly string[]
  readonly engine: 'onnxruntime' | 'tfjs'
  readonly bundle: Bundle
  /** The same answers for token ids, for what looks into them. */
  readonly model: ProbabilityModel
  /** How probabilities become answers. */
  readonly rule: AnswerRule
  /** Class probabilities, float32, row-major, shape [texts, labels]. */
  probabilities(texts: readonly string[]): Promise<Float32Array>
  /** Tokens of a text with the model's attention to them; absent where it pools without. */
  readonly attendedText?: (text: string, encoding: Encoding) => Promise<AttendedToken[]>
  close(): Promise<void>
}

/** How a bundle is opened. */
export interface PredictorOptions {
  readonly backend: BackendChoice
  /** In place of what the bundle says. */
  readonly unknownBelow?: number
  /** Which form of the exported model answers; model.onnx unless given. */
  readonly variant?: string
}

/** Opens the bundle in a folder; see `bundleFor` and `predictorOf` for the errors. */
export async function openPredictor(
  folder: string,
  options: PredictorOptions,
  output: Output,
): Promise<Predictor> {
  return predictorOf(await bundleFor(folder, options.variant), options, output)
}

/** Opens a bundle that was read by `bundleFor`, for the same variant; see `answerRule` and `withVariant` for the errors. */
export async function predictorOf(
  bundle: Bundle | ServableBundle,
  { backend, unknownBelow, variant }: PredictorOptions,
  output: Output,
): Promise<Predictor> {
  const rule = answerRule(bundle.manifest, unknownBelow)
  const open = (): Promise<TextClassifier> => openTrainedModel(bundle, backend, output)
  return 'onnx' in bundle
    ? onnxPredictor(withVariant(bundle, variant), rule, open)
    : tfjsPredictor(bundle, rule, open)
}

/** A variant is of an exported model, and the error of a bundle without one says so; see `readBundle` for the others. */
export function bundleFor(folder: string, variant: string | undefined): Promise<Bundle | ServableBundle> {
  return variant === undefined ? readBundle(folder) : readServableBundle(folder)
}

async function onnxPredictor(
  bundle: ServableBundle,
  rule: AnswerRule,
  open: () => Promise<TextClassifier>,
): Promise<Predictor> {
  const { loadClassifier } = await import('@textgate/serve')
  const classifier = await loadClassifier(bundle)
  const { labels, config } = bundle.manifest
  // An exported model gives probabilities alone; the trained one is opened only where attention is asked for.
  let trained: Promise<TextClassifier> | undefined
  const attended: Predictor['attendedText'] = async (text, encoding) => {
    trained ??= open()
    return attendedText(await trained, text, encoding)
  }
  return {
    labels,
    engine: 'onnxruntime',
    bundle,
    model: classifier,
    rule,
    probabilities: async (texts) => {
      const predictions = await classifier.classify(texts)
      return Float32Array.from(
        predictions.flatMap(({ probabilities }) => labels.map((label) => probabilities[label] ?? 0)),
      )
    },
    ...(hasAttention(config.model) ? { attendedText: attended } : {}),
    close: async () => {
      const model = await trained?.catch(() => undefined) // who asked for attention was told why it failed
      model?.dispose()
      await classifier.close()
    },
  }
}

async function tfjsPredictor(
  bundle: Bundle,
  rule: AnswerRule,
  open: () => Promise<TextClassifier>,
): Promise<Predictor> {
  const { loadTokenizer } = await import('@textgate/tokenizer')
  const { encodeExamples, predictExamples } = await import('@textgate/trainer')
  const { config, labels } = bundle.manifest
  const tokenizer = loadTokenizer(bundle.tokenizerJson, await segmenterFor(config.tokenizer))
  const model = await open()
  return {
    labels,
    engine: 'tfjs',
    bundle,
    model,
    rule,
    probabilities: async (texts) => {
      // Texts to predict have no label; examples need one, and predictions do not look at it.
      const rows = texts.map((text) => ({ text, label: labels[0] as string }))
      return predictExamples(model, await encodeExamples(tokenizer, rows, labels), labels.length)
    },
    ...(hasAttention(config.model)
      ? { attendedText: (text: string, encoding: Encoding) => attendedText(model, text, encoding) }
      : {}),
    close: async () => model.dispose(),
  }
}
