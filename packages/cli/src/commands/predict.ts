import { createInterface } from 'node:readline'
import { predictionsOf } from '@textgate/core'
import { openPredictor, type Predictor } from '../open-predictor.ts'
import type { BackendChoice } from '../open-trained-model.ts'
import type { Output } from '../output.ts'
import { predictionColumns } from '../prediction-columns.ts'

/** Texts that are answered together when they come from a pipe. */
const TEXTS_A_CHUNK = 256

export interface PredictOptions {
  readonly backend: BackendChoice
  readonly topK?: number
  readonly unknownBelow?: number
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
    if (texts.length > 0) {
      await answer(predictor, texts, options, output)
      return
    }
    if (process.stdin.isTTY) output.note('reading texts from standard input, a line a text; end with Ctrl-D')
    for await (const chunk of chunksOfLines(process.stdin)) await answer(predictor, chunk, options, output)
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

/** Lines of a stream, gathered while they come fast, so that a person at a terminal is answered line by line. */
async function* chunksOfLines(input: NodeJS.ReadableStream & { isTTY?: boolean }): AsyncGenerator<string[]> {
  const size = input.isTTY ? 1 : TEXTS_A_CHUNK
  let chunk: string[] = []
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    chunk.push(line)
    if (chunk.length < size) continue
    yield chunk
    chunk = []
  }
  if (chunk.length > 0) yield chunk
}
