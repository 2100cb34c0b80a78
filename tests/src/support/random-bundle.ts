import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  type AnswerSettings,
  type Bundle,
  parseConfig,
  randomGenerator,
  type TextgateConfigInput,
} from '@textgate/core'
import { createTextClassifier, loadWeights, readWeights, type TextClassifier } from '@textgate/gru-model'
import { type TextgateTokenizer, trainTokenizer } from '@textgate/tokenizer'

/** A classifier whose weights nobody trained, with a tokenizer that was. */
export interface RandomClassifier {
  readonly bundle: Bundle
  readonly model: TextClassifier
  readonly tokenizer: TextgateTokenizer
}

/** Texts of the corpus that the project ships. */
export function corpusTexts(): string[] {
  const file = join(import.meta.dirname, '../../../examples/customer-messages/train.jsonl')
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n')
  return lines.map((line) => (JSON.parse(line) as { text: string }).text)
}

/** A classifier of random weights whose answers differ from text to text; dispose its model. */
export async function randomClassifier(
  input: TextgateConfigInput,
  {
    texts,
    labels = ['a', 'b', 'c'],
    answers,
  }: {
    readonly texts: readonly string[]
    readonly labels?: readonly string[]
    readonly answers?: AnswerSettings
  },
): Promise<RandomClassifier> {
  const written = parseConfig(input)
  const tokenizer = await trainTokenizer(texts, written.tokenizer)
  const config = { ...written, tokenizer: tokenizer.config }
  const { vocabularySize } = tokenizer
  const random = randomGenerator('random classifier')
  const model = createTextClassifier(config.model, { vocabularySize, classes: labels.length, random })
  const weights = await readWeights(model)
  for (const [name, { shape, data }] of weights) {
    const deviation = ['embedding', 'head.kernel'].includes(name)
      ? 1
      : shape.length === 1
        ? 0.1
        : (shape[0] as number) ** -0.5
    for (let i = 0; i < data.length; i++) data[i] = deviation * random.normal()
  }
  loadWeights(model, weights)
  const bundle: Bundle = {
    manifest: {
      ...{ formatVersion: 1, labels, config, vocabularySize, tokenizerFingerprint: tokenizer.fingerprint },
      ...{ metrics: {}, versions: {}, ...(answers ? { answers } : {}) },
      training: { backend: 'none', epochs: 0, steps: 0, bestEpoch: 0, data: {} },
    },
    tokenizerJson: tokenizer.toJson(),
    weights,
  }
  return { bundle, model, tokenizer }
}
