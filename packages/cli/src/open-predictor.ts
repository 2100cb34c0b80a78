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

/** Opens the bundle in a folder; see `readBundle` for the errors. */
export async function openPredictor(
  folder: string,
  prefer: BackendChoice,
  output: Output,
): Promise<Predictor> {
  const bundle = await readBundle(folder)
  return 'onnx' in bundle ? onnxPredictor(bundle) : tfjsPredictor(bundle, prefer, output)
}

async function onnxPredictor(bundle: ServableBundle): Promise<Predictor> {
  const { loadClassifier } = await import('@textgate/serve')
  const classifier = await loadClassifier(bundle)
  const { labels } = bundle.manifest
  return {
    labels,
    engine: 'onnxruntime',
    bundle,
    model: classifier,
    rule: answerRule(bundle.manifest),
    probabilities: async (texts) => {
      const predictions = await classifier.classify(texts)
      return Float32Array.from(
        predictions.flatMap(({ probabilities }) => labels.map((label) => probabilities[label] ?? 0)),
      )
    },
    close: () => classifier.close(),
  }
}

async function tfjsPredictor(bundle: Bundle, prefer: BackendChoice, output: Output): Promise<Predictor> {
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
    rule: answerRule(bundle.manifest),
    probabilities: async (texts) => {
      // Texts to predict have no label; examples need one, and predictions do not look at it.
      const rows = texts.map((text) => ({ text, label: labels[0] as string }))
      return predictExamples(model, await encodeExamples(tokenizer, rows, labels), labels.length)
    },
    close: async () => model.dispose(),
  }
}
