import { createInterface } from 'node:readline'
import { predictionsOf } from '@textgate/core'
import { predictionColumns } from '../format.ts'
import { openPredictor, type Predictor } from '../open-predictor.ts'
import type { BackendChoice } from '../open-trained-model.ts'
import type { Output } from '../output.ts'

/** Texts that are answered together when they come from a pipe. */
const TEXTS_A_CHUNK = 256

export interface PredictOptions {
  readonly backend: BackendChoice
}

/** Labels texts; one line, or with `--json` one object, a text, in the order of the texts. */
export async function predictCommand(
  options: PredictOptions,
  output: Output,
  positional: readonly string[],
): Promise<void> {
  const [folder = '', ...texts] = positional
  const predictor = await openPredictor(folder, options.backend, output)
  try {
    if (texts.length > 0) {
      await answer(predictor, texts, output)
      return
    }
    if (process.stdin.isTTY) output.note('reading texts from standard input, a line a text; end with Ctrl-D')
    for await (const chunk of chunksOfLines(process.stdin)) await answer(predictor, chunk, output)
  } finally {
    await predictor.close()
  }
}

async function answer(predictor: Predictor, texts: readonly string[], output: Output): Promise<void> {
  const { labels, rule, bundle } = predictor
  const { labelSeparator } = bundle.manifest.config.data
  predictionsOf(await predictor.probabilities(texts), labels, rule).forEach((prediction, i) => {
    const text = texts[i] as string
    output.emit({ text, ...prediction })
    if (!output.json) output.print(`${predictionColumns(prediction, labelSeparator).join('\t')}\t${text}`)
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
