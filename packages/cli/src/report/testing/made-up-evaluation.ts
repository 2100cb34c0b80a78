import {
  type AnswerRule,
  type LabelledText,
  type MultiLabelledText,
  parseConfig,
  type RandomGenerator,
  randomGenerator,
} from '@textgate/core'
import { exampleBundle } from '@textgate/core/testing'
import { trainTokenizer } from '@textgate/tokenizer'
import { metricsOf, packRowLabels } from '@textgate/trainer/metrics'
import type { Predictor } from '../../open-predictor.ts'
import { labelsOf } from '../../read-labelled.ts'
import type { Evaluation } from '../evaluation.ts'

/** What an evaluation is made up of; the model answers by chance, mostly rightly. */
export interface MadeUp {
  readonly rows: readonly (LabelledText | MultiLabelledText)[]
  readonly labels: readonly string[]
  readonly manifest?: Partial<Evaluation['predictor']['bundle']['manifest']>
  /** One label a row unless given. */
  readonly rule?: AnswerRule
  /** Attention of the model to the tokens of a text; it pools without unless given. */
  readonly attendedText?: Predictor['attendedText']
}

/** An evaluation of the given rows with real tokens and made-up probabilities; the same rows give the same ones. */
export async function madeUpEvaluation({
  rows,
  labels,
  manifest = {},
  rule = { head: 'single' },
  attendedText,
}: MadeUp): Promise<Evaluation> {
  const bundle = exampleBundle()
  const config = parseConfig({ ...bundle.manifest.config, ...manifest.config })
  const tokenizer = await trainTokenizer(
    rows.slice(0, 200).map(({ text }) => text),
    { ...config.tokenizer, mode: 'words', minFrequency: 1 },
  )
  const own = rows.map((row) => labelsOf(row).map((label) => labels.indexOf(label)))
  const truth = packRowLabels(own)
  const random = randomGenerator('made up')
  const made = rule.head === 'multi' ? independent : exclusive
  const probabilities = Float32Array.from(own.flatMap((row) => made(row, labels.length, random)))
  return {
    bundle: 'models/made-up',
    data: 'made-up.jsonl',
    skippedRows: 0,
    predictor: {
      labels,
      engine: 'onnxruntime',
      rule,
      bundle: {
        ...bundle,
        manifest: { ...bundle.manifest, labels, ...manifest },
        tokenizerJson: tokenizer.toJson(),
      },
      model: {
        // The share of each label grows with the ids of the text, so that every token has an effect.
        predict: async ({ ids, size, length }) =>
          Float32Array.from({ length: size * labels.length }, (_, i) => {
            const own = ids.subarray(Math.floor(i / labels.length) * length).subarray(0, length)
            return ((own.reduce((sum, id) => sum + id, i) % 97) + 1) / 98
          }),
      },
      probabilities: async () => probabilities,
      ...(attendedText ? { attendedText } : {}),
      close: async () => {},
    },
    readAgain: async function* () {
      yield* rows
    },
    probabilities,
    truth,
    metrics: metricsOf(probabilities, truth, labels, rule),
  }
}

/** Probabilities that sum to 1, of a row of one label. */
function exclusive([label]: readonly number[], classes: number, random: RandomGenerator): number[] {
  const favoured = random.next() < 0.8 ? label : random.integer(classes)
  const scores = Array.from({ length: classes }, (_, i) =>
    Math.exp(2 * random.normal() + (i === favoured ? 8 : 0)),
  )
  const sum = scores.reduce((a, b) => a + b)
  return scores.map((score) => score / sum)
}

/** A probability for each label by itself. */
function independent(own: readonly number[], classes: number, random: RandomGenerator): number[] {
  return Array.from({ length: classes }, (_, label) => {
    const score = 2 * random.normal() + (own.includes(label) ? 2 : -2)
    return 1 / (1 + Math.exp(-score))
  })
}
