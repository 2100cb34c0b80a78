import { type LabelledText, randomGenerator } from '@textgate/core'
import { exampleBundle } from '@textgate/core/testing'
import { trainTokenizer } from '@textgate/tokenizer'
import { classificationMetrics } from '@textgate/trainer/metrics'
import type { Evaluation } from '../evaluation.ts'

/** What an evaluation is made up of; the model answers by chance, mostly rightly. */
export interface MadeUp {
  readonly rows: readonly LabelledText[]
  readonly labels: readonly string[]
  readonly manifest?: Partial<Evaluation['predictor']['bundle']['manifest']>
}

/** An evaluation of the given rows with real tokens and made-up probabilities; the same rows give the same ones. */
export async function madeUpEvaluation({ rows, labels, manifest = {} }: MadeUp): Promise<Evaluation> {
  const bundle = exampleBundle()
  const { config } = bundle.manifest
  const tokenizer = await trainTokenizer(
    rows.slice(0, 200).map(({ text }) => text),
    { ...config.tokenizer, mode: 'words', minFrequency: 1, ...manifest.config?.tokenizer },
  )
  const truth = Int32Array.from(rows, ({ label }) => labels.indexOf(label))
  const random = randomGenerator('made up')
  const probabilities = new Float32Array(rows.length * labels.length)
  truth.forEach((label, row) => {
    const favoured = random.next() < 0.8 ? label : random.integer(labels.length)
    const scores = labels.map((_, i) => Math.exp(2 * random.normal() + (i === favoured ? 8 : 0)))
    const sum = scores.reduce((a, b) => a + b)
    probabilities.set(
      scores.map((score) => score / sum),
      row * labels.length,
    )
  })
  return {
    bundle: 'models/made-up',
    data: 'made-up.jsonl',
    skippedRows: 0,
    predictor: {
      labels,
      engine: 'onnxruntime',
      rule: { head: 'single' },
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
      close: async () => {},
    },
    readAgain: async function* () {
      yield* rows
    },
    probabilities,
    truth,
    metrics: classificationMetrics(probabilities, truth, labels),
  }
}
