import {
  type AnswerRule,
  answerRule,
  type Bundle,
  type ProbabilityModel,
  type ServableBundle,
} from '@textgate/core'
import { readBundle } from '@textgate/core/node'
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
  close(): Promise<void>
}

/** How a bundle is opened. */
export interface PredictorOptions {
  readonly backend: BackendChoice
  /** In place of what the bundle says. */
  readonly unknownBelow?: number
}

/** Opens the bundle in a folder; see `readBundle` and `answerRule` for the errors. */
export async function openPredictor(
  folder: string,
  { backend, unknownBelow }: PredictorOptions,
  output: Output,
): Promise<Predictor> {
  const bundle = await readBundle(folder)
  const rule = answerRule(bundle.manifest, unknownBelow)
  return 'onnx' in bundle ? onnxPredictor(bundle, rule) : tfjsPredictor(bundle, rule, backend, output)
}

async function onnxPredictor(bundle: ServableBundle, rule: AnswerRule): Promise<Predictor> {
  const { loadClassifier } = await import('@textgate/serve')
  const classifier = await loadClassifier(bundle)
  const { labels } = bundle.manifest
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
    close: () => classifier.close(),
  }
}

async function tfjsPredictor(
  bundle: Bundle,
  rule: AnswerRule,
  prefer: BackendChoice,
  output: Output,
): Promise<Predictor> {
  const { loadTokenizer } = await import('@textgate/tokenizer')
  const { encodeExamples, predictExamples } = await import('@textgate/trainer')
  const { config, labels } = bundle.manifest
  const tokenizer = loadTokenizer(bundle.tokenizerJson, await segmenterFor(config.tokenizer))
  const model = await openTrainedModel(bundle, prefer, output)
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
    close: async () => model.dispose(),
  }
}
