import { predictionsOf } from '@textgate/core'
import { givenTexts } from '../given-texts.ts'
import { openPredictor, type Predictor } from '../open-predictor.ts'
import type { BackendChoice } from '../open-trained-model.ts'
import type { Output } from '../output.ts'
import { predictionColumns } from '../prediction-columns.ts'

/** Texts that are answered together. */
const TEXTS_A_CHUNK = 256

export interface PredictOptions {
  readonly backend: BackendChoice
  readonly topK?: number
  readonly unknownBelow?: number
  readonly variant?: string
}

/** Labels texts; one line, or with `--json` one object, a text, in the order of the texts. */
export async function predictCommand(
  options: PredictOptions,
  output: Output,
  positional: readonly string[],
): Promise<void> {
  const [folder = '', ...texts] = positional
  const predictor = await openPredictor(folder, options, output)
  try {
    // A person at a terminal is answered line by line.
    const size = texts.length === 0 && process.stdin.isTTY ? 1 : TEXTS_A_CHUNK
    for await (const chunk of chunksOf(givenTexts(texts, output), size)) {
      await answer(predictor, chunk, options, output)
    }
  } finally {
    await predictor.close()
  }
}

async function answer(
  predictor: Predictor,
  texts: readonly string[],
  { topK }: PredictOptions,
  output: Output,
): Promise<void> {
  const { labels, rule, bundle } = predictor
  const { labelSeparator } = bundle.manifest.config.data
  const columnsOf = predictionColumns({ labelSeparator, best: topK ?? 0 })
  const probabilities = await predictor.probabilities(texts)
  predictionsOf(probabilities, labels, rule, output.json ? topK : undefined).forEach((prediction, i) => {
    const text = texts[i] as string
    output.emit({ text, ...prediction })
    if (!output.json) output.print([...columnsOf(prediction), text].join('\t'))
  })
}

async function* chunksOf(texts: AsyncIterable<string>, size: number): AsyncGenerator<string[]> {
  let chunk: string[] = []
  for await (const text of texts) {
    chunk.push(text)
    if (chunk.length < size) continue
    yield chunk
    chunk = []
  }
  if (chunk.length > 0) yield chunk
}
